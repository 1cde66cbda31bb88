internal import Domain

/// Predictions and what became of them: loaded under a run's number, seen by whoever reads that run or one after it in its
/// line.
extension Ledger {
    private static let line = """
        WITH RECURSIVE line (number) AS (
            SELECT number FROM runs WHERE id = ?
            UNION ALL SELECT previous FROM runs JOIN line USING (number) WHERE previous IS NOT NULL)
        """

    func load(_ predictions: [Predictions], run: RunID, asOf: Instant) throws(StoreError) {
        try write { database in
            for prediction in predictions {
                try database.execute(
                    sql: """
                        INSERT INTO prediction_frames (run, horizon_months, as_of, discount_rate)
                        VALUES (\(Self.numberOf), ?, ?, ?)
                        """,
                    arguments: [
                        run.text, prediction.horizonMonths, asOf.microseconds, prediction.discountRate,
                    ])
                let number = try Self.number(of: run, database)
                try database.insert(
                    into: "predictions", columns: ["run", "horizon_months"] + Predictions.columns,
                    count: prediction.customerIDs.count
                ) { row in [number, prediction.horizonMonths] + prediction.arguments(row) }
            }
        }
    }

    func load(
        _ outcomes: PredictionOutcomes, of record: PredictionRecord, by run: RunID
    ) throws(StoreError) {
        let predictions = outcomes.predictions
        try write { database in
            let (number, scorer) = (try Self.number(of: record.run, database), try Self.number(of: run, database))
            try database.execute(
                sql: """
                    INSERT INTO prediction_scores (run, horizon_months, scored_by, summary) VALUES (?, ?, ?, ?)
                    """, arguments: [number, predictions.horizonMonths, scorer, outcomes.summary])
            try database.insert(
                into: "prediction_outcomes",
                columns: ["scored_by", "run", "horizon_months"] + Predictions.columns + ["actual", "actual_orders"],
                count: predictions.customerIDs.count
            ) { row in
                [scorer, number, predictions.horizonMonths] + predictions.arguments(row)
                    + [outcomes.actual[row].orNull, outcomes.actualOrders[row].orNull]
            }
        }
    }

    func predictionRecords(visibleFrom run: RunID) throws(StoreError) -> [PredictionRecord] {
        try read { database in
            let sql = """
                \(Self.line)
                SELECT id, frames.as_of, frames.horizon_months, discount_rate,
                    (SELECT summary FROM prediction_scores AS scores WHERE scores.run = frames.run
                     AND scores.horizon_months = frames.horizon_months
                     AND scored_by IN (SELECT number FROM line) ORDER BY scored_by DESC LIMIT 1) AS summary
                FROM prediction_frames AS frames JOIN line ON line.number = frames.run
                JOIN runs ON runs.number = frames.run ORDER BY frames.as_of DESC, frames.horizon_months
                """
            return try database.all(sql: sql, arguments: [run.text]) { row in
                PredictionRecord(
                    run: try RunID(row["id"]), asOf: Instant(microseconds: row["as_of"]),
                    horizonMonths: row["horizon_months"], discountRate: row["discount_rate"], outcome: row["summary"])
            }
        }
    }

    func predictions(_ record: PredictionRecord) throws(StoreError) -> Predictions {
        try read { database in
            // Once an outcome was published the outcome's rows are all that is kept; it may have been rolled back since.
            let sql = """
                SELECT customer_id, expected, lower, upper, expected_orders FROM predictions
                WHERE run = \(Self.numberOf) AND horizon_months = ?
                UNION SELECT customer_id, expected, lower, upper, expected_orders FROM prediction_outcomes
                WHERE run = \(Self.numberOf) AND horizon_months = ? ORDER BY customer_id
                """
            var ids = TextColumn()
            var columns = [[Double]](repeating: [], count: 4)
            try database.forEachRow(
                sql: sql, arguments: [record.run.text, record.horizonMonths, record.run.text, record.horizonMonths]
            ) { row in
                var cells = RowCells(row)
                ids.append(cells.next(as: String.self))
                for place in columns.indices { columns[place].append(cells.next(as: Double.self)) }
                return true
            }
            return Predictions(
                horizonMonths: record.horizonMonths, discountRate: record.discountRate, customerIDs: ids,
                expected: columns[0], lower: columns[1], upper: columns[2], expectedOrders: columns[3])
        }
    }

    /// Removes predictions that have their outcome in the line of the current run, and whatever belongs to runs that were
    /// never published.
    func thinPredictions() throws(StoreError) {
        guard let current = try current() else { return }
        let settled = try predictionRecords(visibleFrom: current).filter { $0.outcome != nil }
        try write { database in
            for record in settled {
                try database.execute(
                    sql: "DELETE FROM predictions WHERE run = \(Self.numberOf) AND horizon_months = ?",
                    arguments: [record.run.text, record.horizonMonths])
            }
            let strays = "SELECT number FROM runs WHERE state NOT IN ('running', 'published')"
            for (table, column) in [
                ("predictions", "run"), ("prediction_frames", "run"), ("prediction_outcomes", "scored_by"),
                ("prediction_scores", "scored_by"),
            ] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE \(column) IN (\(strays))", arguments: [])
            }
        }
    }

    static func number(of run: RunID, _ database: any Database) throws -> Int64 {
        guard
            let number: Int64 = try database.value(
                sql: "SELECT number FROM runs WHERE id = ?", arguments: [run.text])
        else {
            throw StoreError.unknownRun(run)
        }
        return number
    }
}

extension Predictions {
    fileprivate static let columns = ["customer_id", "expected", "lower", "upper", "expected_orders"]

    fileprivate func arguments(_ row: Int) -> StatementArguments {
        [customerIDs[row], expected[row], lower[row], upper[row], expectedOrders[row]]
    }
}
