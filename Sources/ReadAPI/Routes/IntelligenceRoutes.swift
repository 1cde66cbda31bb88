internal import Domain
internal import Store

/// What a support desk asks about the customer it is talking to.
struct IntelligenceRoutes: Sendable {
    var routes: [Route] {
        [
            Route(
                method: .post, path: "/api/intelligence/analyze",
                summary: "Archetype, figures, predictions and guidance for one customer.",
                body: [
                    .required("customer_id", .text(maxBytes: 255), "The customer, by the id of the source."),
                    .optional("context", .object, "What the client knows; not looked at for a customer of the run."),
                ],
                handler: .published(analyze)),
            Route(
                method: .post, path: "/api/intelligence/predict/ltv",
                summary: "What a customer is expected to be worth, with a 90 % interval.",
                body: [
                    .required("customer_id", .text(maxBytes: 255), "The customer, by the id of the source."),
                    .optional(
                        "horizon_months", .integer(1...36),
                        "How far to look ahead, in months of 30.4375 days; 12 where left out."),
                ],
                handler: .published(lifetimeValue)),
        ]
    }

    /// 404 for a customer that the run does not know, also where the context holds orders.
    @Sendable private func analyze(_ call: Call, run: PublishedRun) throws -> Answer {
        let id = try call.body.requiredText("customer_id")
        guard let (profile, forecast) = try run.snapshot.readBlocking({ try $0.profileAndForecast(id) }) else {
            guard call.body.object("context")?["orders"] != nil else { throw APIError.unknownCustomer }
            throw APIError(
                .customerNotFound,
                "the published run has no such customer, and this version does not analyze orders from the context; "
                    + "a customer can be analyzed once a run has read an order")
        }
        return run.answer([
            "customer_id": .text(profile.customerID), "archetype": profile.archetype,
            "behavioral_metrics": profile.behavioralMetrics, "predictions": profile.predictions(forecast),
            "communication_guidance": .document(profile.communicationGuidance.text),
        ])
    }

    /// 404 for an unknown customer; where the run forecast nothing, `null` with the reason.
    @Sendable private func lifetimeValue(_ call: Call, run: PublishedRun) throws -> Answer {
        let id = try call.body.requiredText("customer_id")
        guard let (profile, forecast) = try run.snapshot.readBlocking({ try $0.profileAndForecast(id) }) else {
            throw APIError.unknownCustomer
        }
        let outlook = try LifetimeOutlook(profile, forecast, months: call.body.integer("horizon_months") ?? 12)
        return run.answer(outlook.json)
    }
}

extension SnapshotReader {
    /// A customer's profile and forecasts; no forecasts where the run made none.
    func profileAndForecast(_ id: String) throws(StoreError) -> (CustomerProfile, ForecastRow?)? {
        guard let profile = try profile(id) else { return nil }
        return (profile, snapshot.has(.ltvForecasts) ? try forecast(id) : nil)
    }
}
