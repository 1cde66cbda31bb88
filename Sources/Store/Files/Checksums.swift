internal import Crypto
package import Foundation
internal import Glibc

/// The SHA-256 of the files in a folder, in a file `SHA256SUMS` of the usual form: `sha256sum -c` reads it too.
///
/// What is written once carries its digest from then on, so that a byte that changed on the disk is an error and no figure.
package enum Checksums {
    package static let fileName = "SHA256SUMS"

    /// Notes the digest of a file that was just written, in place of an earlier one of that name.
    package static func note(_ name: String, _ digest: String, in folder: String) throws(StoreError) {
        var lines = try all(in: folder) ?? [:]
        lines[name] = digest
        let text = lines.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }.joined()
        try DurableFile.write(Array(text.utf8), to: "\(folder)/\(fileName)")
    }

    /// Adds the digest of a file that was just written: of a name that the folder did not have.
    static func add(_ name: String, _ digest: String, in folder: String) throws(StoreError) {
        try Files.append("\(digest)  \(name)\n", to: "\(folder)/\(fileName)")
    }

    /// Writes the digests of all files of a folder at once.
    package static func write(_ digests: [String: String], in folder: String) throws(StoreError) {
        let text = digests.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }.joined()
        try DurableFile.write(Array(text.utf8), to: "\(folder)/\(fileName)")
    }

    /// The digests of a folder by the names of its files; `nil` where none were kept, as earlier builds did not.
    package static func all(in folder: String) throws(StoreError) -> [String: String]? {
        guard let text = try Files.text("\(folder)/\(fileName)") else { return nil }
        var digests: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].utf8.count == 64 else { throw damaged("\(folder)/\(fileName)") }
            digests[String(parts[1].drop { $0 == " " })] = String(parts[0])
        }
        return digests
    }

    package static func digest(_ bytes: some DataProtocol) -> String { SHA256.hash(data: bytes).hexadecimal }

    /// The digest of a file, read in pieces.
    package static func digest(ofFile path: String) throws(StoreError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        var hash = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system("read", path) }
            guard count > 0 else { return hash.finalize().hexadecimal }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Holds bytes that were read against their digest; what has none passes.
    ///
    /// - Throws: ``StoreError/Code/damaged``.
    package static func check(_ bytes: some DataProtocol, _ name: String, in folder: String) throws(StoreError) {
        guard let digest = try all(in: folder)?[name] else { return }
        guard self.digest(bytes) == digest else { throw damaged("\(folder)/\(name)") }
    }

    /// Holds a file against its digest; what has none passes.
    package static func check(_ name: String, in folder: String) throws(StoreError) {
        guard let digest = try all(in: folder)?[name] else { return }
        guard try self.digest(ofFile: "\(folder)/\(name)") == digest else { throw damaged("\(folder)/\(name)") }
    }

    static func damaged(_ path: String) -> StoreError {
        StoreError(
            .damaged,
            "\(path) is not what was written there: it is damaged; bring it back from a copy, go back to the last whole run "
                + "with `quimbi runs rollback`, or run the pipeline with --force")
    }
}
