import Foundation
import PostgreSQL

/// A certificate that vouches for itself, of a server on the loopback.
package struct Certificate {
    /// The certificate, which is also the root that a client trusts.
    package let path: String
    fileprivate let key: String

    /// Makes one in a folder that is there.
    package init(in folder: String) throws {
        let name = "\(folder)/\(UUID().uuidString)"
        (path, key) = (name + ".crt", name + ".key")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-new", "-x509", "-days", "2", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=127.0.0.1",
            "-keyout", key, "-out", path,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ServerFailure(description: "openssl made no certificate") }
        for file in [path, key] { try giveToServer(file) }
    }
}

extension PrivateServer {
    /// Makes the server offer TLS with this certificate.
    package func secure(with certificate: Certificate) throws {
        let connection = try Connection(.init(uri))
        let settings = ["ssl_cert_file": certificate.path, "ssl_key_file": certificate.key, "ssl": "on"]
        for (name, value) in settings { try connection.execute("ALTER SYSTEM SET \(name) = '\(value)'") }
        try kill()
        try restart()
    }
}
