internal import Domain
internal import Store

/// The rows of one customer, and lists of customers.
struct CustomerRoutes: Sendable {
    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/mcp/customer/{id}", summary: "Everything the run holds about a customer.",
                handler: .published(profile)),
            Route(
                method: .get, path: "/api/mcp/customer/{id}/segments",
                summary: "The customer on every axis: segment, memberships, evidence and reasons.",
                handler: .published(segments)),
            Route(
                method: .get, path: "/api/mcp/customer/{id}/history",
                summary: "The customer in this run and in those it followed, the latest first.",
                handler: .published(history)),
            Route(
                method: .get, path: "/api/mcp/customers", summary: "Customers by archetype or segment.",
                query: [
                    .optional("archetype", .text(maxBytes: 64), "An archetype's id, of either level."),
                    .optional("axis", .choice(Axis.allCases.map(\.rawValue)), "An axis; together with `segment`."),
                    .optional("segment", .text(maxBytes: 255), "A segment's name; together with `axis`."),
                    .optional("sort", .choice(Self.sorts), "What to sort by, `-` before it for the largest first."),
                    .limit, .cursor,
                ],
                handler: .published(list)),
        ]
    }

    /// Every key to sort by, upwards and downwards; without one, `customer_id`.
    private static let sorts = CustomerSort.allCases.flatMap { [$0.rawValue, "-" + $0.rawValue] }

    /// 404 where the run has no such customer; so below.
    @Sendable private func profile(_ call: Call, run: PublishedRun) throws -> Answer {
        let found = try run.snapshot.readBlocking { try $0.profileAndForecast(call["id"]) }
        guard let (profile, forecast) = found else { throw APIError.unknownCustomer }
        return run.answer(JSON(profile, forecast))
    }

    @Sendable private func segments(_ call: Call, run: PublishedRun) throws -> Answer {
        guard let segments = try run.snapshot.readBlocking({ try $0.segments(call["id"]) }) else {
            throw APIError.unknownCustomer
        }
        let axes = segments.standings.map { standing -> JSON in
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
    @Sendable private func list(_ call: Call, run: PublishedRun) throws -> Answer {
        let query = try CustomerQuery(call)
        let page = try run.snapshot.readBlocking { try $0.customers(query) }
        return run.answer([
            "customers": .array(page.customers.map { JSON($0) }),
            "next_cursor": run.nextCursor(of: call.customerQuestion, place: page.next?.text),
        ])
    }
}

extension Call {
    /// What a list of customers is asked for with, but for the size and the place of the page.
    fileprivate var customerQuestion: String {
        ["archetype", "axis", "segment", "sort"].map { query.text($0) ?? "" }.joined(separator: "\n")
    }
}

extension CustomerQuery {
    fileprivate init(_ call: Call) throws(APIError) {
        self.init()
        limit = call.limit
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
        guard let place = try call.place(in: call.customerQuestion) else { return }
        guard let cursor = CustomerCursor(place), cursor.sort == sort, cursor.isDescending == isDescending else {
            throw Cursor.foreign
        }
        after = cursor
    }
}

extension JSON {
    /// A customer, whole.
    fileprivate init(_ profile: CustomerProfile, _ forecast: ForecastRow? = nil) {
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
            "predictions": profile.allPredictions(forecast),
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
