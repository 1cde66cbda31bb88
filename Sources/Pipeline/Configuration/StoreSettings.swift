internal import Ingest
package import Store

extension StoreAddress {
    /// Reads `store` of a pipeline file: `{ kind: sqlite, path: data }`, or `{ kind: postgres, url: "${NAME}" }`.
    ///
    /// - Returns: `nil` where a folder of SQLite files is not named.
    /// - Throws: what is wrong, with the key.
    init?(_ yaml: StrictYAML) throws(ConfigurationError) {
        switch try yaml.string("kind") ?? "sqlite" {
        case "sqlite":
            let path = try yaml.string("path")
            try yaml.finish()
            guard let path else { return nil }
            self = .folder(path)
        case "postgres":
            guard let server = try? ServerAddress(try yaml.string("url") ?? "") else {
                throw yaml.error(ServerAddress.objection, at: "url")
            }
            try yaml.finish()
            self = .postgres(try server.resolved())
        case let kind: throw yaml.error("is `\(kind)`; give `sqlite` or `postgres`", at: "kind")
        }
    }

    /// What a digest of the options is taken over: a password may change, and a server move, without another result.
    var digestText: String {
        switch self {
        case .folder(let path): path
        case .postgres: "postgres"
        }
    }

    /// Where a run's tables are, for people.
    func place(tenant: String, pipeline: String, run: RunID) -> String {
        switch self {
        case .folder(let path): "\(path)/\(tenant)/\(pipeline)/runs/\(run)"
        case .postgres: "run \(run) in PostgreSQL"
        }
    }
}
