/// How to reach a server, and how long to wait for what.
///
/// What a connection string says counts before the defaults here, and libpq's environment (`PGHOST`, `PGUSER`,
/// `PGPASSWORD`, `PGSSLMODE`, `PGPASSFILE`, …) fills what neither says. TLS is libpq's: `sslmode`, `sslrootcert` and the like.
package struct ConnectionSettings: Sendable, Equatable {
    /// `postgresql://user@host:5432/database?sslmode=verify-full`, or `key=value` pairs; empty for the environment alone.
    package var uri: String
    /// The name under which the server lists the connection, where the string gives none.
    package var applicationName: String
    /// Seconds until a host that does not answer is given up.
    package var connectTimeoutSeconds = 10
    /// After how many milliseconds the server ends a statement; 0 for never.
    package var statementTimeoutMilliseconds: Int
    /// After how many milliseconds the server gives up waiting for a lock; 0 for never.
    package var lockTimeoutMilliseconds: Int
    /// Further parameters of the session, such as `search_path` and `role`.
    package var parameters: [String: String] = [:]

    package init(
        _ uri: String = "", applicationName: String = "quimbi", statementTimeoutMilliseconds: Int = 0,
        lockTimeoutMilliseconds: Int = 0
    ) {
        self.uri = uri
        self.applicationName = applicationName
        self.statementTimeoutMilliseconds = statementTimeoutMilliseconds
        self.lockTimeoutMilliseconds = lockTimeoutMilliseconds
    }

    /// Keywords for libpq in the order in which later ones override earlier ones.
    ///
    /// A peer that vanishes without a word is noticed after about a minute, both while it is listened to and while it is
    /// written to.
    var keywords: [(String, String)] {
        [
            ("fallback_application_name", applicationName), ("keepalives", "1"), ("keepalives_idle", "30"),
            ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "60000"),
            ("dbname", uri), ("client_encoding", "UTF8"),
        ]
    }
}
