internal import Foundation
package import Ingest

/// How a pipeline file names a server: `${NAME}`, a variable of the environment that holds the whole address, or an address
/// without a password.
package struct ServerAddress: Sendable, Equatable {
    /// As it stands in the file; empty leaves everything to libpq's own environment (`PGHOST`, `PGUSER`, …).
    package let text: String

    /// What is said of an address with a password in it: secrets come from the environment alone.
    package static let objection = "holds a password; put the address into a variable and write `url: \"${NAME}\"`"

    /// - Throws: an address with a password in it.
    package init(_ text: String) throws(ConfigurationError) {
        self.text = text
        let hasPassword =
            text.firstMatch(of: /:\/\/[^\/@:]*:[^@]*@/) != nil || text.firstMatch(of: /\bpassword\s*=/) != nil
        guard !hasPassword else { throw ConfigurationError(Self.objection) }
    }

    private var variable: String? {
        text.wholeMatch(of: /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/).map { String($0.1) }
    }

    /// The address itself.
    ///
    /// - Parameter environment: the variables of the process.
    /// - Returns: what the variable holds, or the text.
    /// - Throws: a variable that is not set.
    package func resolved(
        _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationError) -> String {
        guard let variable else { return text }
        guard let value = environment[variable], !value.isEmpty else {
            throw ConfigurationError(
                "the environment has no \(variable), which the pipeline names as the address of a server; set it to"
                    + " postgresql://user:password@host:port/database")
        }
        return value
    }

    /// What an option of a command says: `${NAME}` is looked up, any other text is taken as it is.
    ///
    /// - Throws: an address with a password in it, since everyone on the machine may read the arguments of a process.
    package static func option(_ text: String) throws(ConfigurationError) -> String {
        try ServerAddress(text).resolved()
    }
}
