internal import Domain
internal import Tables

/// The names that one pipeline of one tenant has in a database.
///
///     platform               ledger, keys, and the views that show the current run
///     platform_data          the tables of runs, a partition a run: customer_profiles_17
///     quimbi_platform_role   owns both; quimbi_reader_role reads both; quimbi_support_role reads the views
///
/// These are the names of pipeline `nightly` of tenant `default`. Another pipeline has schemas
/// `platform_<tenant>_<pipeline>` and `platform_data_<tenant>_<pipeline>`, another tenant roles with `_<tenant>` behind
/// them and its keys in `platform_<tenant>`. A `_` within a name is doubled there, so that no two names meet.
struct PostgresLayout: Sendable {
    let tenant: String
    let pipeline: String
    /// The schema of the ledger and the views.
    let ledger: String
    /// The schema of the tables of runs.
    let data: String
    /// The schema of the tenant's keys.
    let keys: String
    /// What stands behind the names of what all of the tenant's pipelines share.
    private let suffix: String

    /// The longest name that a server takes; it would cut a longer one off.
    private static let longestName = 63

    /// - Throws: ``StoreError/Code/invalidName`` where a name is none, or too long for a server.
    init(tenant: String, pipeline: String) throws(StoreError) {
        try StoreLayout.check(tenant, "tenant")
        try StoreLayout.check(pipeline, "pipeline")
        (self.tenant, self.pipeline) = (tenant, pipeline)
        suffix = tenant == "default" ? "" : "_" + tenant.doubled
        let beyond = tenant == "default" && pipeline == "nightly" ? "" : "_\(tenant.doubled)_\(pipeline.doubled)"
        (ledger, data, keys) = ("platform" + beyond, "platform_data" + beyond, "platform" + suffix)
        // Room for what a copy of the ledger adds, and for the longest role.
        guard data.utf8.count + 4 <= Self.longestName, role(.platform).utf8.count <= Self.longestName,
            tenant != "data"
        else {
            throw StoreError(
                .invalidName,
                "tenant \(tenant) and pipeline \(pipeline) have no names in PostgreSQL: together they have at most 44 "
                    + "characters, _ counting twice, and the tenant is not called data; choose other names")
        }
    }

    /// The pipeline whose ledger a schema holds; `nil` where it is another tenant's, or none.
    static func pipeline(ofLedger schema: String, tenant: String) -> String? {
        if schema == "platform" { return tenant == "default" ? "nightly" : nil }
        let prefix = "platform_\(tenant.doubled)_"
        guard schema.hasPrefix(prefix) else { return nil }
        let pipeline = String(schema.dropFirst(prefix.count)).replacing("__", with: "_")
        return (try? PostgresLayout(tenant: tenant, pipeline: pipeline))?.ledger == schema ? pipeline : nil
    }

    var lostLedger: StoreError {
        StoreError(
            .lostLedger,
            "the ledger in schema \(ledger) is empty, and tables of runs lie in schema \(data); bring the ledger back from "
                + "a copy, or rebuild it with `quimbi runs recover`; nothing was removed")
    }

    /// Who may do what.
    enum Role: String, CaseIterable { case platform, support, reader }

    func role(_ role: Role) -> String { "quimbi_\(role.rawValue)_role\(suffix)" }

    /// The support app's own schema, and the one that it shares with the platform.
    var supportApp: String { "support_app" + suffix }
    var shared: String { "shared" + suffix }

    /// The table of all runs.
    func table(_ table: TableSchema) -> String { "\(data.quoted).\(table.name.quoted)" }

    /// The table of one run.
    func partition(_ table: TableSchema, of number: Int64) -> String {
        "\(data.quoted).\("\(table.name)_\(number)".quoted)"
    }
}

extension String {
    fileprivate var doubled: String { replacing("_", with: "__") }
}
