import PostgreSQL
import PostgreSQLServer
import Testing

/// The ways of TLS, with a server whose certificate is made for the test.
@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct TLSTests {
    private let server: PrivateServer
    private let certificate: Certificate

    init() throws {
        server = try PrivateServer()
        certificate = try Certificate(in: server.folder)
        try server.secure(with: certificate)
    }

    private func isEncrypted(_ options: String) throws -> Bool {
        let connection = try Connection(.init("\(server.uri)?\(options)"))
        return try connection.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")[0][0]
    }

    @Test func `a session is as secure as was asked for`() throws {
        #expect(try !isEncrypted("sslmode=disable"))
        #expect(try isEncrypted("sslmode=prefer"))
        #expect(try isEncrypted("sslmode=require"))
        #expect(try isEncrypted("sslmode=verify-full&sslrootcert=\(certificate.path)"))
    }

    @Test func `a server that another root vouches for is not talked to`() throws {
        let other = try Certificate(in: server.folder)
        let error = #expect(throws: PostgreSQLError.self) {
            try isEncrypted("sslmode=verify-full&sslrootcert=\(other.path)")
        }
        #expect(error?.kind == .insecure)
        #expect(error?.message.contains("certificate verify failed") == true, "\(error?.message ?? "")")
        #expect(error?.message.hasSuffix("check sslmode, sslrootcert and the server's certificate") == true)
    }

    @Test func `a root that is not there is named`() throws {
        let error = #expect(throws: PostgreSQLError.self) {
            try isEncrypted("sslmode=verify-full&sslrootcert=/nowhere/root.crt")
        }
        #expect(error?.kind == .insecure)
        #expect(error?.message.contains("/nowhere/root.crt") == true, "\(error?.message ?? "")")
    }

    @Test func `a server without TLS is not talked to where it is asked for`() throws {
        let error = #expect(throws: PostgreSQLError.self) {
            try Connection(.init("\(TestServer.shared())?sslmode=require"))
        }
        #expect(error?.kind == .insecure)
        #expect(error?.message.contains("does not support SSL") == true, "\(error?.message ?? "")")
    }
}
