import Foundation
import Glibc
import Testing

/// A user of this machine who owns nothing of the store.
enum OtherUser {
    /// `nobody` of every Linux.
    static let id = 65_534
    private static let setpriv = "/usr/bin/setpriv"

    static let isAvailable = geteuid() == 0 && FileManager.default.isExecutableFile(atPath: setpriv)

    /// Lets everyone read what lies in a folder and write nothing.
    static func letRead(_ folder: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/chmod")
        process.arguments = ["-R", "a+rX,go-w", folder]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// The files in a folder that a user owns.
    static func filesWritten(by user: Int, in folder: String) throws -> [String] {
        let files = FileManager.default.enumerator(atPath: folder)?.allObjects.compactMap { $0 as? String } ?? []
        return files.filter { file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")
            return attributes?[.ownerAccountID] as? Int == user
        }.sorted()
    }

    private static func process(_ arguments: [String], in folder: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: setpriv)
        process.arguments =
            ["--reuid=\(id)", "--regid=\(id)", "--clear-groups", "--", try Program.path] + arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs the program to its end as this user.
    static func run(_ arguments: [String], in folder: String) throws -> (code: Int32, errors: String) {
        let (process, errors) = (try process(arguments, in: folder), Pipe())
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    /// Serves the pipeline `p.yaml` of a folder as this user.
    static func serve(in folder: String) throws -> Server {
        let (process, errors) = (try process(["serve", "p.yaml", "--port", "0"], in: folder), Pipe())
        process.standardError = errors
        try process.run()
        var said = ""
        while true {
            let piece = errors.fileHandleForReading.availableData
            try #require(!piece.isEmpty, "the server ended: \(said)")
            said += String(decoding: piece, as: UTF8.self)
            guard let match = said.firstMatch(of: /on http:\/\/127\.0\.0\.1:([0-9]+);/), let port = Int(match.1) else {
                continue
            }
            // What it logs from now on is not read, and must not fill the pipe.
            errors.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
            return Server(process: process, port: port)
        }
    }

    struct Server {
        let process: Process
        let port: Int

        func end() {
            process.terminate()
            process.waitUntilExit()
        }

        func ask(_ method: String, _ path: String, key: String) throws -> (status: Int, text: String) {
            let (client, output) = (Process(), Pipe())
            client.executableURL = URL(filePath: "/usr/bin/env")
            client.arguments = [
                "curl", "-s", "-X", method, "-H", "X-API-Key: \(key)", "-w", "\n%{http_code}",
                "http://127.0.0.1:\(port)\(path)",
            ]
            client.standardOutput = output
            try client.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            client.waitUntilExit()
            let status = text.split(separator: "\n").last.flatMap { Int($0) } ?? 0
            return (status, text)
        }
    }
}
