internal import Domain
internal import PostgreSQL
internal import Tables

/// What each role may do, and no more.
///
/// - `quimbi_platform_role` owns the platform's schemas and reads the support app's.
/// - `quimbi_reader_role`, for `quimbi serve`, reads the ledger, the keys and the tables of runs, and writes nothing.
/// - `quimbi_support_role` owns the support app's schema and reads the views of the current run and the history, but
///   neither the quarantine, which holds whatever a source held, nor the keys.
/// - The platform and the support app both make things in `shared`.
extension PostgresMigration {
    func grant() throws {
        let (platform, support) = (layout.role(.platform).quoted, layout.role(.support).quoted)
        let reader = layout.role(.reader).quoted
        for schema in Set([layout.ledger, layout.data, layout.keys]).sorted().map(\.quoted) {
            try connection.execute(
                """
                GRANT USAGE ON SCHEMA \(schema) TO \(reader);
                GRANT SELECT ON ALL TABLES IN SCHEMA \(schema) TO \(reader);
                ALTER DEFAULT PRIVILEGES FOR ROLE \(platform) IN SCHEMA \(schema) GRANT SELECT ON TABLES TO \(reader)
                """)
        }
        let views = PostgresViews.all(layout).map(\.name).filter { $0 != QuarantineTable.table.name }
        let readable = (views + Self.history).map { "\(layout.ledger.quoted).\($0.quoted)" }.joined(separator: ", ")
        let (app, shared) = (layout.supportApp.quoted, layout.shared.quoted)
        try connection.execute(
            """
            GRANT USAGE ON SCHEMA \(layout.ledger.quoted) TO \(support);
            GRANT SELECT ON \(readable) TO \(support);
            GRANT USAGE ON SCHEMA \(app) TO \(platform);
            GRANT SELECT ON ALL TABLES IN SCHEMA \(app) TO \(platform);
            ALTER DEFAULT PRIVILEGES FOR ROLE \(support) IN SCHEMA \(app) GRANT SELECT ON TABLES TO \(platform);
            GRANT USAGE, CREATE ON SCHEMA \(shared) TO \(platform), \(support)
            """)
    }

    /// The tables of the ledger that a support app reads.
    private static let history = [
        "runs", "current", "stages", "models", "model_choices", "events", "history_frames", "customer_history",
        "prediction_frames",
        "predictions", "prediction_scores", "prediction_outcomes",
    ]
}
