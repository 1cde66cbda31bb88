internal import Glibc

/// A file that is under its name whole and safe from a power cut, or not at all.
///
/// Until it is whole its name ends with ``suffix``; a process that was killed leaves at most that.
package enum DurableFile {
    package static let suffix = ".part"

    package static func write(_ bytes: [UInt8], to path: String) throws(StoreError) {
        let part = path + suffix
        do {
            try fill(part, bytes)
            try Files.rename(part, to: path)
        } catch {
            unlink(part)
            throw error
        }
        try Files.synchronize(folder(of: path))
    }

    /// The bytes of a file; `nil` where there is none.
    package static func read(_ path: String) throws(StoreError) -> [UInt8]? { try Files.bytes(path) }

    private static func fill(_ path: String, _ bytes: [UInt8]) throws(StoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .system("write", path) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system("write", path) }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw .system("write", path) }
    }

    private static func folder(of path: String) -> String {
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return parent.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : parent
    }
}
