package import Foundation

/// The server that `make test` starts, and servers of a test's own that it may kill.
package enum TestServer {
    /// The URI of the server that is there for all tests; `nil` outside of `make test`.
    package static let uri = ProcessInfo.processInfo.environment["QUIMBI_TEST_POSTGRES"]
    package static var isThere: Bool { uri != nil }
    /// What a test that needs the server says where there is none.
    package static let absence: String = "no PostgreSQL server; `Tests/postgres.sh run swift test` starts one"

    /// A URI like the shared server's, of another database, user or password.
    package static func uri(database: String, user: String? = nil, password: String? = nil) throws -> String {
        try changed(try shared(), database: database, user: user, password: password)
    }

    package static func shared() throws -> String {
        guard let uri else { throw ServerFailure(description: absence) }
        return uri
    }

    package static func changed(
        _ uri: String, database: String? = nil, user: String? = nil, password: String? = nil
    ) throws -> String {
        guard var parts = URLComponents(string: uri) else { throw ServerFailure(description: "no URI") }
        if let database { parts.path = "/" + database }
        if let user { parts.user = user }
        if let password { parts.password = password }
        guard let text = parts.string else { throw ServerFailure(description: "no URI") }
        return text
    }
}

package struct ServerFailure: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) {
        self.description = description
    }
}

/// A server of one test's own, to be killed and started again; gone with the object.
package final class PrivateServer {
    package let folder: String
    package private(set) var uri: String

    package init() throws {
        folder = NSTemporaryDirectory() + "quimbi-postgres-" + UUID().uuidString
        uri = try Self.script(["start", folder])
    }

    deinit {
        _ = try? Self.script(["stop", folder, "immediate"])
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Ends the server as if the power had failed.
    package func kill() throws {
        _ = try Self.script(["stop", folder, "immediate"])
    }

    /// Starts the server again, on the port that it had.
    package func restart() throws {
        let port = URLComponents(string: uri)?.port.map(String.init) ?? ""
        uri = try Self.script(["start", folder, port])
    }

    private static func script(_ arguments: [String]) throws -> String {
        let process = Process()
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        process.executableURL = here.deletingLastPathComponent().appending(path: "postgres.sh")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ServerFailure(description: "postgres.sh \(arguments[0]) ended with \(process.terminationStatus)")
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
