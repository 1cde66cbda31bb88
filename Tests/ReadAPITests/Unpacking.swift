import Foundation

/// What `gzip -dc` makes of bytes.
func gunzip(_ bytes: Data) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc"]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: bytes)
    try input.fileHandleForWriting.close()
    let unpacked = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return unpacked
}

extension Reply {
    /// The body without the marks of chunked encoding, where it came so.
    var unchunked: String {
        guard headers["transfer-encoding"] == "chunked" else { return text }
        var (rest, whole) = (body[...], Data())
        while let end = rest.range(of: Data("\r\n".utf8)),
            let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), size > 0
        {
            whole += rest[end.upperBound..<end.upperBound + size]
            rest = rest[(end.upperBound + size + 2)...]
        }
        return String(decoding: whole, as: UTF8.self)
    }
}
