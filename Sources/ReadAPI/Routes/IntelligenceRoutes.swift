internal import Domain
internal import Store
internal import Tables

/// What a support desk asks about the customer it is talking to.
struct IntelligenceRoutes: Sendable {
    /// `nil` where nobody places customers whom no run has seen.
    let coldStart: ColdStart?
    let clock: @Sendable () -> Instant

    private static let customer = Field.required("customer_id", .id, "The customer, by the id of the source.")

    var routes: [Route] {
        [
            Route(
                method: .post, path: "/api/intelligence/analyze",
                summary: "Archetype, figures, predictions and guidance for one customer.",
                body: [Self.customer, ColdStart.context],
                answer: Shape.analysis.merging([
                    "source": .optional(.choice(["context"])).noted("that it comes from the orders of the request"),
                    "context_as_of": .optional(.instant).noted("as of when these were looked at"),
                    "context_notes": .optional(.list(.text)).noted(
                        "what of the context was not understood or not used"),
                ]),
                errors: [.customerNotFound], handler: .published(analyze)),
            Route(
                method: .post, path: "/api/intelligence/batch",
                summary: "The same for many customers, in the order in which they were asked for.", cost: .computed,
                body: [
                    .required("customer_ids", .list(.text(maxLength: 255), count: 1...500), "The customers.")
                ],
                answer: ["customers": .list(.analysis), "not_found": .list(.text)], handler: .published(batch)),
            Route(
                method: .post, path: "/api/intelligence/predict/ltv",
                summary: "What a customer is expected to be worth, with a 90 % interval.",
                body: [
                    Self.customer,
                    .optional(
                        "horizon_months", .integer(1...36),
                        "How far to look ahead, in months of 30.4375 days; 12 where left out."),
                ],
                answer: LifetimeOutlook.shape, errors: [.customerNotFound], handler: .published(lifetimeValue)),
        ]
    }

    /// 404 for a customer that the run does not know, unless the context holds orders.
    @Sendable private func analyze(_ call: Call, run: PublishedRun) throws -> Answer {
        let id = try call.body.requiredText("customer_id")
        var context = GivenContext(call.body.json("context"), now: clock())
        if let analysis = try run.snapshot.readBlocking({ try $0.analysis(id) }) {
            context.noteOrders(since: run.asOf)
            return run.answer(analysis.adding(context.notes))
        }
        guard let coldStart else { throw APIError.unknownCustomer }
        return run.answer(try coldStart.analysis(id, context, run).adding(context.notes))
    }

    @Sendable private func batch(_ call: Call, run: PublishedRun) throws -> Answer {
        let ids = call.body.texts("customer_ids") ?? []
        let found = try run.snapshot.readBlocking { reader in try ids.map { try reader.analysis($0) } }
        return run.answer([
            "customers": .array(found.compactMap(\.self)),
            "not_found": .array(zip(ids, found).filter { $1 == nil }.map { .text($0.0) }),
        ])
    }

    /// 404 for an unknown customer; where the run forecast nothing, `null` with the reason.
    @Sendable private func lifetimeValue(_ call: Call, run: PublishedRun) throws -> Answer {
        let id = try call.body.requiredText("customer_id")
        let found = try run.snapshot.readBlocking { reader in
            try reader.profile(id).map { profile in
                (profile, reader.snapshot.has(LTVForecastsTable.table) ? try reader.forecast(id) : nil)
            }
        }
        guard let (profile, forecast) = found else { throw APIError.unknownCustomer }
        let outlook = try LifetimeOutlook(profile, forecast, months: call.body.integer("horizon_months") ?? 12)
        return run.answer(outlook.json)
    }
}

extension GivenContext {
    /// Notes which orders the figures of a run do not hold.
    fileprivate mutating func noteOrders(since asOf: Instant) {
        let later = orders(after: asOf).count
        if later > 0 { note("context.orders", "has \(later) orders since the run, which its figures do not hold") }
    }
}

extension JSON {
    /// The object with notes on the context, where there are any.
    func adding(_ notes: [String]) -> JSON {
        notes.isEmpty ? self : merging(["context_notes": .array(notes.map(JSON.text))])
    }
}

extension SnapshotReader {
    /// A customer's profile with the rows that say why a prediction is missing from it, which are not looked up unless one is.
    func profileAndReasons(_ id: String) throws(StoreError) -> (CustomerProfile, ForecastRow?, ChurnRow?)? {
        guard let profile = try profile(id) else { return nil }
        let hasChurn = profile.churnRiskScore != nil && profile.churnRiskLevel != nil
        return (
            profile, profile.ltv12m == nil && snapshot.has(LTVForecastsTable.table) ? try forecast(id) : nil,
            hasChurn ? nil : try churnIfAny(id)
        )
    }

    /// What a desk is told about a customer; `nil` for one whom the run does not know.
    fileprivate func analysis(_ id: String) throws(StoreError) -> JSON? {
        guard let (profile, forecast, churn) = try profileAndReasons(id) else { return nil }
        return [
            "customer_id": .text(profile.customerID), "archetype": profile.archetype,
            "behavioral_metrics": profile.behavioralMetrics, "predictions": profile.predictions(forecast, churn),
            "communication_guidance": .document(profile.communicationGuidance.text),
        ]
    }
}

extension Shape {
    fileprivate static let analysis: Shape = [
        "customer_id": .text, "archetype": .archetype, "behavioral_metrics": .behavioralMetrics,
        "predictions": .predictions, "communication_guidance": .list(.text),
    ]
}
