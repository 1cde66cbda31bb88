import Dispatch
import Foundation
import Glibc

/// What a server answered.
struct Reply: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: Data

    /// The body as JSON; empty where it is no object.
    var json: [String: any Sendable] {
        (try? JSONSerialization.jsonObject(with: body)) as? [String: any Sendable] ?? [:]
    }

    /// The code of an error object.
    var errorCode: String? {
        (json["error"] as? [String: any Sendable])?["code"] as? String
    }

    /// The field that an error object names.
    var errorField: String? {
        ((json["error"] as? [String: any Sendable])?["details"] as? [String: any Sendable])?["field"] as? String
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}

struct SocketError: Error {
    let call: String
    let number = errno
}

/// A client of one request a connection, which sends the bytes of a path and of headers just as they are given.
struct HTTPClient: Sendable {
    let port: Int
    var key: String?

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Reply {
        try await send("GET", path, headers)
    }

    func post(_ path: String, _ body: String, _ headers: [String: String] = [:]) async throws -> Reply {
        try await send("POST", path, ["Content-Type": "application/json"].merging(headers) { $1 }, Data(body.utf8))
    }

    func send(_ method: String, _ path: String, _ headers: [String: String] = [:], _ body: Data? = nil) async throws
        -> Reply
    {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        if let key, headers["X-API-Key"] == nil { head += "X-API-Key: \(key)\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        let request = Data((head + "\r\n").utf8) + (body ?? Data())
        // Off the shared pool: the server under test needs its threads.
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { [port] in
                continuation.resume(with: Result { try parse(try exchange(request, port: port)) })
            }
        }
    }
}

/// Sends bytes to a port of this machine and reads until the other side closes, or until `end` has come.
func exchange(_ request: Data, port: Int, until end: Data? = nil) throws -> Data {
    let connection = try ClientConnection(port: port)
    connection.send(request)
    return try readAll(connection.descriptor, until: end)
}

/// A connection to a port of this machine, closed with this value.
final class ClientConnection: Sendable {
    let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(call: "socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw SocketError(call: "connect") }
    }

    deinit { close(descriptor) }

    func send(_ bytes: Data) {
        bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.send(
                    descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
                // A server may answer and close before it has read everything.
                guard count > 0 else { break }
                sent += count
            }
        }
    }
}

private func readAll(_ descriptor: Int32, until end: Data?) throws -> Data {
    var received = Data()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw SocketError(call: "recv") }
        guard count > 0 else { return received }
        received.append(contentsOf: buffer[..<count])
        if let end, received.range(of: end) != nil { return received }
    }
}

private func parse(_ bytes: Data) throws -> Reply {
    guard let end = bytes.range(of: Data("\r\n\r\n".utf8)) else { throw SocketError(call: "parse") }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
        let pair = line.split(separator: ":", maxSplits: 1)
        headers[pair[0].lowercased()] = pair.count > 1 ? pair[1].trimmingCharacters(in: .whitespaces) : ""
    }
    let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return Reply(status: status, headers: headers, body: Data(bytes[end.upperBound...]))
}
