internal import Domain
internal import Store
internal import Tables

/// The rows of one customer, and lists of customers.
struct CustomerRoutes: Sendable {
    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/mcp/customer/{id}", summary: "Everything the run holds about a customer.",
                answer: .profile, errors: [.customerNotFound], handler: .published(profile)),
            Route(
                method: .get, path: "/api/mcp/customer/{id}/segments",
                summary: "The customer on every axis: segment, memberships, evidence and reasons.",
                answer: .standings, errors: [.customerNotFound], handler: .published(segments)),
            Route(
                method: .get, path: "/api/mcp/customer/{id}/history",
                summary: "The customer in this run and in those it followed, the latest first.",
                answer: ["customer_id": .text, "history": .list(.historyEntry)], errors: [.customerNotFound],
                handler: .published(history)),
            Route(
                method: .get, path: "/api/mcp/customers", summary: "Customers by archetype, segment, risk or value.",
                query: [
                    .optional("archetype", .text(maxLength: 64), "An archetype's id, of either level."),
                    .optional("axis", .choice(Axis.allCases.map(\.rawValue)), "An axis; together with `segment`."),
                    .optional("segment", .text(maxLength: 255), "A segment's name; together with `axis`."),
                    .optional("min_churn", .number(0...1), "The least churn risk; who has none is left out."),
                    .optional("min_ltv", .number(0...1e12), "The least value expected in 12 months."),
                    .optional("sort", .choice(Self.sorts), "What to sort by, `-` before it for the largest first."),
                ],
                answer: .profile, handler: .list("customers", list)),
        ]
    }

    /// Every key to sort by, upwards and downwards; without one, `customer_id`.
    private static let sorts = CustomerSort.allCases.flatMap { [$0.rawValue, "-" + $0.rawValue] }

    /// 404 where the run has no such customer; so below.
    @Sendable private func profile(_ call: Call, run: PublishedRun) throws -> Answer {
        let found = try run.snapshot.readBlocking { try $0.profileAndReasons(call["id"]) }
        guard let (profile, forecast, churn) = found else { throw APIError.unknownCustomer }
        return run.answer(JSON(profile, forecast, churn))
    }

    @Sendable private func segments(_ call: Call, run: PublishedRun) throws -> Answer {
        guard let segments = try run.snapshot.readBlocking({ try $0.segments(call["id"]) }) else {
            throw APIError.unknownCustomer
        }
        let axes = segments.axes.map { standing -> JSON in
            [
                "axis": .text(standing.axis.rawValue), "segment": .text(standing.segment),
                "membership": JSON(standing.membership), "evidence": .number(standing.evidence),
            ]
        }
        return run.answer([
            "customer_id": .text(segments.customerID), "axes": .array(axes),
            "memberships": .document(segments.memberships.text), "reasons": .document(segments.reasons.text),
        ])
    }

    @Sendable private func history(_ call: Call, run: PublishedRun) throws -> Answer {
        let (isKnown, entries) = try run.snapshot.readBlocking { reader in
            (try reader.profile(call["id"]) != nil, try reader.history(call["id"]))
        }
        guard isKnown || !entries.isEmpty else { throw APIError.unknownCustomer }
        return run.answer(["customer_id": .text(call["id"]), "history": .array(entries.map(JSON.init))])
    }

    /// 422 where an axis stands without a segment, or where the cursor is of another question.
    @Sendable private func list(_ call: Call, run: PublishedRun, stretch: Stretch) throws -> Page {
        let query = try CustomerQuery(call, stretch)
        let page = try run.snapshot.readBlocking { try $0.customers(query) }
        return Page(page.customers.map { JSON($0) }, next: page.next?.text)
    }
}

extension CustomerQuery {
    fileprivate init(_ call: Call, _ stretch: Stretch) throws(APIError) {
        self.init()
        limit = stretch.limit
        bounds = [
            call.query.number("min_churn").map { .atLeast(.churnRisk, $0) },
            call.query.number("min_ltv").map { .atLeast(.expectedValue, $0) },
        ].compactMap(\.self)
        archetype = call.query.text("archetype")
        switch (call.query.text("axis").flatMap(Axis.init), call.query.text("segment")) {
        case (let axis?, let name?): segment = Segment(axis: axis, name: name)
        case (.some, nil): throw .invalid("segment", "is missing beside axis")
        case (nil, .some): throw .invalid("axis", "is missing beside segment")
        case (nil, nil): break
        }
        let key = call.query.text("sort") ?? CustomerSort.customerID.rawValue
        isDescending = key.hasPrefix("-")
        sort = CustomerSort(rawValue: isDescending ? String(key.dropFirst()) : key) ?? .customerID
        guard let place = stretch.place else { return }
        guard let cursor = CustomerCursor(place), cursor.sort == sort, cursor.isDescending == isDescending else {
            throw Cursor.foreign
        }
        after = cursor
    }
}

extension Shape {
    fileprivate static let profile: Shape = [
        "customer_id": .text, "archetype": .archetype,
        "archetypes": ["level_1": .archetypeName, "level_2": .archetypeName],
        "membership_strengths": .map(.choice(["strong", "balanced", "weak"])),
        "behavioral_metrics": Shape.behavioralMetrics.merging([
            "first_order_at": .nullable(.instant), "last_order_at": .nullable(.instant), "total_tickets": .integer,
        ]),
        "predictions": .allPredictions, "communication_guidance": .list(.text), "stage": .text,
    ]

    private static let archetypeName: Shape = ["id": .nullable(.text), "name": .nullable(.text)]

    fileprivate static let standings: Shape = [
        "customer_id": .text,
        "axes": .list([
            "axis": .text, "segment": .text, "membership": .nullable(.number), "evidence": .number,
        ]),
        "memberships": .map(.map(.number)),
        "reasons": .map(.list(.document)).noted("by axis: features with their standard scores, the strongest first"),
    ]

    fileprivate static let historyEntry: Shape = [
        "run_id": .text, "as_of": .instant, "segments": .map(.text), "memberships": .map(.map(.number)),
        "ltv_12mo": .nullable(.money), "churn_risk": .nullable(.number),
    ]
}

extension JSON {
    /// A customer, whole.
    fileprivate init(_ profile: CustomerProfile, _ forecast: ForecastRow? = nil, _ churn: ChurnRow? = nil) {
        self = [
            "customer_id": .text(profile.customerID), "archetype": profile.archetype,
            "archetypes": [
                "level_1": ["id": JSON(profile.archetypeL1ID), "name": JSON(profile.archetypeL1Name)],
                "level_2": ["id": JSON(profile.archetypeL2ID), "name": JSON(profile.archetypeL2Name)],
            ],
            "membership_strengths": .document(profile.membershipStrengths.text),
            "behavioral_metrics": profile.behavioralMetrics.merging([
                "first_order_at": JSON(profile.firstOrderAt), "last_order_at": JSON(profile.lastOrderAt),
                "total_tickets": JSON(profile.totalTickets),
            ]),
            "predictions": profile.allPredictions(forecast, churn),
            "communication_guidance": .document(profile.communicationGuidance.text), "stage": .text(profile.stage),
        ]
    }

    /// A customer as of one run.
    ///
    /// Memberships are kept in steps of 1/255, so three decimals say all there is.
    fileprivate init(_ entry: HistoryEntry) {
        let segments = entry.standings.map { standing in
            Member(key: standing.axis.rawValue, value: .text(standing.segment ?? Axis.unobserved))
        }
        let memberships = entry.standings.filter { $0.segment != nil }.map { standing in
            Member(
                key: standing.axis.rawValue,
                value: .object(
                    standing.memberships.map {
                        Member(key: $0.key, value: .number(($0.value * 1_000).rounded() / 1_000))
                    }))
        }
        self = [
            "run_id": .text(entry.run.text), "as_of": JSON(entry.asOf), "segments": .object(segments),
            "memberships": .object(memberships), "ltv_12mo": JSON(money: entry.ltv12m),
            "churn_risk": JSON(entry.churnRisk),
        ]
    }
}
