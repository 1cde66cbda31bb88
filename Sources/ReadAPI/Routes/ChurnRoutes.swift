internal import Domain
internal import Store
internal import Tables

/// Who is likely to leave, and why.
struct ChurnRoutes: Sendable {
    private static let customer = Field.required("customer_id", .id, "The customer, by the id of the source.")

    var routes: [Route] {
        [
            Route(
                method: .post, path: "/api/intelligence/predict/churn",
                summary: "How likely a customer is to leave, why, and what to do about it.",
                body: [Self.customer],
                answer: Shape.churnRisk.merging(["recommendations": .list(.text)]),
                errors: [.customerNotFound],
                handler: .published { call, run in try predict(call.body.requiredText("customer_id"), run) }),
            Route(
                method: .get, path: "/api/mcp/customer/{id}/churn-risk",
                summary: "How likely a customer is to leave, with every contribution.",
                answer: Shape.churnRisk.merging(["base": .nullable(.number), "contributions": .nullable(.map(.number))]
                ),
                errors: [.customerNotFound], handler: .published { call, run in try risk(call["id"], run) }),
            Route(
                method: .get, path: "/api/mcp/churn/aggregate",
                summary: "Customers by churn level, and what is at stake.",
                answer: [
                    "horizon_days": .nullable(.integer), "model_version": .nullable(.integer),
                    "levels": .list([
                        "level": .choice(ChurnAnswers.levels), "customers": .integer,
                        "mean_churn_risk": .nullable(.number), "value_at_stake": .nullable(.money),
                    ]),
                    "unknown_because": .list(["reason": .text, "customers": .integer])
                        .noted("why customers have no score"),
                ], handler: .published(aggregate)),
            Route(
                method: .get, path: "/api/analytics/customers/churn",
                summary: "Customers by churn risk, the likeliest to leave first.", answer: .churnRisk,
                handler: .list("customers", likeliest)),
        ]
    }

    /// 404 where the run has no such customer; so below.
    ///
    /// Without a score it is `null` and `unknown`, with the reason.
    @Sendable private func predict(_ id: String, _ run: PublishedRun) throws -> Answer {
        let found = try run.snapshot.readBlocking { reader in
            (
                try reader.churnIfAny(id), try reader.profile(id) != nil,
                reader.snapshot.has(NextBestActionsTable.table) ? try reader.actions(id) : []
            )
        }
        guard found.1 else { throw APIError.unknownCustomer }
        return run.answer(
            ChurnAnswers.risk(id, found.0).merging(["recommendations": .array(found.2.map { .text($0.text) })]))
    }

    @Sendable private func risk(_ id: String, _ run: PublishedRun) throws -> Answer {
        let (row, isKnown) = try run.snapshot.readBlocking { (try $0.churnIfAny(id), try $0.profile(id) != nil) }
        guard isKnown else { throw APIError.unknownCustomer }
        return run.answer(
            ChurnAnswers.risk(id, row).merging([
                "base": JSON(row?.base), "contributions": JSON(document: row?.contributions?.text),
            ]))
    }

    /// Every level, also those without a customer.
    @Sendable private func aggregate(_ call: Call, run: PublishedRun) throws -> Answer {
        let (counts, reasons, first) = try run.snapshot.readBlocking { reader in
            reader.snapshot.has(ChurnScoresTable.table)
                ? (
                    try reader.churnLevels(), try reader.churnReasons(),
                    try reader.likeliestToLeave(after: 0, limit: 1).first
                ) : ([], [], nil)
        }
        let levels = ChurnAnswers.levels.map { level -> JSON in
            let found = counts.first { $0.level == level }
            return [
                "level": .text(level), "customers": JSON(found?.customers ?? 0),
                "mean_churn_risk": JSON(found?.meanProbability), "value_at_stake": JSON(money: found?.valueAtStake),
            ]
        }
        return run.answer([
            "horizon_days": JSON(first?.horizonDays), "model_version": JSON(first?.modelVersion),
            "levels": .array(levels),
            "unknown_because": .array(
                reasons.map { ["reason": .text($0.reason), "customers": JSON($0.customers)] }),
        ])
    }

    /// A place in the list is a rank.
    @Sendable private func likeliest(_ call: Call, run: PublishedRun, stretch: Stretch) throws -> Page {
        guard let rank = stretch.place.map({ Int($0) }) ?? 0 else { throw Cursor.foreign }
        guard run.snapshot.has(ChurnScoresTable.table) else { return Page([], next: nil) }
        let rows = try run.snapshot.readBlocking { try $0.likeliestToLeave(after: rank, limit: stretch.limit + 1) }
        return Page(rows, stretch, place: { String($0.rank ?? 0) }) { ChurnAnswers.risk($0.customerID, $0) }
    }
}

/// The score of one customer as it is answered.
enum ChurnAnswers {
    static let levels = ["low", "medium", "high", "critical", "unknown"]

    static func risk(_ id: String, _ row: ChurnRow?) -> JSON {
        [
            "customer_id": .text(id), "churn_risk_score": JSON(row?.probability),
            "risk_level": .text(row?.level ?? "unknown"), "horizon_days": JSON(row?.horizonDays),
            "rank": JSON(row?.rank), "value_at_stake": JSON(money: row?.valueAtStake),
            "factors": .document(row?.factors?.text ?? "[]"), "model_version": JSON(row?.modelVersion),
            "reason": JSON(row?.probability == nil ? row?.reason ?? ChurnRow.noScore : nil),
        ]
    }
}

extension ChurnRow {
    static let noScore = "the run holds no churn score for this customer: no churn model has scored it"
}

extension SnapshotReader {
    /// `nil` also where the run has no scores.
    func churnIfAny(_ id: String) throws(StoreError) -> ChurnRow? {
        snapshot.has(ChurnScoresTable.table) ? try churn(id) : nil
    }
}

extension Shape {
    fileprivate static let churnRisk: Shape = [
        "customer_id": .text,
        "churn_risk_score": Shape.nullable(.number).noted("the probability of no order within the horizon"),
        "risk_level": .choice(ChurnAnswers.levels), "horizon_days": .nullable(.integer),
        "rank": Shape.nullable(.integer).noted("1 for whoever is likeliest to leave"),
        "value_at_stake": .nullable(.money),
        "factors": .list([
            "factor": .text, "text": .text, "value": .nullable(.number), "median": .nullable(.number), "unit": .text,
            "impact": .choice(["high", "medium", "low"]), "direction": .choice(["raises", "lowers"]),
            "contribution": Shape.number.noted("log-odds"),
        ]),
        "model_version": .nullable(.integer),
        "reason": Shape.nullable(.text).noted("why there is no score"),
    ]
}
