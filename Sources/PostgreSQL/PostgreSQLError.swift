/// What a server, or the way to it, had to say: a kind for programs and one sentence for people.
///
/// The sentence may name hosts, roles, tables, columns and constraints; never a value of a row and never a password.
package struct PostgreSQLError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// The connection string makes no sense.
        case badSettings
        /// Nothing answers, or the server is not ready yet.
        case unreachable
        /// The server does not let this user in.
        case refused
        /// The way to the server is not as secure as was asked for.
        case insecure
        /// The connection was there and is gone.
        case lost
        /// The role may not do this.
        case notPermitted
        /// A schema, table, column or function is not there.
        case missing
        case statementTimeout
        /// Another session holds the lock.
        case locked
        case diskFull
        case duplicateKey
        /// Two transactions could not both be: the same again may succeed.
        case conflict
        /// The server, or a decoder here, cannot make sense of a value.
        case badValue
        case other
    }

    package let kind: Kind
    /// Five characters of the standard; `nil` where the server did not speak.
    package let sqlState: String?
    /// One sentence without an end, first what happened and then what to do.
    package let message: String

    package init(_ kind: Kind, _ message: String, sqlState: String? = nil) {
        (self.kind, self.message, self.sqlState) = (kind, message, sqlState)
    }

    package var description: String { message }

    /// Whether the same attempt may succeed on a new connection.
    package var isTransient: Bool {
        switch kind {
        case .unreachable, .lost, .conflict: true
        default: false
        }
    }
}

extension PostgreSQLError.Kind {
    /// Source of the codes: PostgreSQL 15, appendix A.
    init(sqlState: String) {
        self =
            switch sqlState {
            case "42501": .notPermitted
            case "42P01", "42703", "42883", "3F000": .missing
            case "3D000", "28000", "28P01": .refused
            case "57014": .statementTimeout
            case "57P01", "57P02", "57P04", "57P05", "25P03": .lost
            case "57P03", "53300": .unreachable
            case "55P03": .locked
            case "53100": .diskFull
            case "23505": .duplicateKey
            case "40001", "40P01": .conflict
            case let code where code.hasPrefix("08"): .lost
            case let code where code.hasPrefix("22"): .badValue
            default: .other
            }
    }

    /// What to do next.
    var advice: String? {
        switch self {
        case .badSettings: "give postgresql://user@host:port/database, special characters percent-encoded"
        case .unreachable: "check that the server runs and that host and port are right"
        case .refused: "check the user, the password, the database and the server's pg_hba.conf"
        case .insecure: "check sslmode, sslrootcert and the server's certificate"
        case .lost: "see the server's log and run again"
        case .notPermitted: "grant it to the role, or name another role"
        case .missing: "check the name and the schema"
        case .statementTimeout: "raise statement_timeout, or give the server less to do at once"
        case .locked: "wait until the other session is done, or end it"
        case .diskFull: "make room on the server and run again"
        case .duplicateKey, .conflict, .badValue, .other: nil
        }
    }
}
