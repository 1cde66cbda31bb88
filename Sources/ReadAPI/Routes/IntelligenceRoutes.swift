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
                handler: .published(analyze))
        ]
    }

    /// 404 for a customer that the run does not know, also where the context holds orders.
    @Sendable private func analyze(_ call: Call, run: PublishedRun) throws -> Answer {
        let id = try call.body.requiredText("customer_id")
        guard let profile = try run.snapshot.readBlocking({ try $0.profile(id) }) else {
            guard call.body.object("context")?["orders"] != nil else { throw APIError.unknownCustomer }
            throw APIError(
                .customerNotFound,
                "the published run has no such customer, and this version does not analyze orders from the context; "
                    + "a customer can be analyzed once a run has read an order")
        }
        return run.answer([
            "customer_id": .text(profile.customerID), "archetype": profile.archetype,
            "behavioral_metrics": profile.behavioralMetrics, "predictions": profile.predictions,
            "communication_guidance": .document(profile.communicationGuidance.text),
        ])
    }
}
