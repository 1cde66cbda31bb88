internal import PostgreSQL

/// The server of a store, and how its connections are set up.
struct PostgresServer: Sendable {
    let url: String

    /// After how many milliseconds a question of a reader is given up.
    static let readTimeout = 15_000
    /// After how many milliseconds a writer gives up waiting for somebody else's lock.
    static let lockTimeout = 10_000

    func settings(schema: String, role: String? = nil, timeout: Int = 0) -> ConnectionSettings {
        var settings = ConnectionSettings(
            url, statementTimeoutMilliseconds: timeout, lockTimeoutMilliseconds: Self.lockTimeout)
        settings.parameters["search_path"] = schema.quoted
        if let role { settings.parameters["role"] = role }
        return settings
    }

    /// A connection of one's own, outside of any pool.
    func connect(schema: String, role: String? = nil) throws(StoreError) -> Connection {
        try StoreError.wrapping("reach", "schema \(schema)") { try Connection(settings(schema: schema, role: role)) }
    }
}

extension StoreError {
    /// What the server said; its sentence names the server and says what to do.
    static func server(_ error: PostgreSQLError, _ action: String, _ place: String) -> StoreError {
        let code: Code =
            switch error.kind {
            case .diskFull: .diskFull
            case .duplicateKey: .duplicateKey
            case .notPermitted, .refused, .insecure, .badSettings: .unwritable
            case .missing: .notMigrated
            default: .unavailable
            }
        let advice = "; `quimbi migrate` makes what is missing, and its roles let a user see it"
        return StoreError(
            code, "cannot \(action) \(place): \(error.message)\(error.kind == .missing ? advice : "")")
    }
}
