internal import Glibc

/// A lock on a file that its process holds until this value goes away, or until the process does.
///
/// `flock(2)`: it belongs to the open file, so it dies with its process however that ends, and it is not handed on to
/// programs that are started. The file itself stays.
final class FileLock: Sendable {
    enum Mode: Sendable { case shared, exclusive }

    private let descriptor: Int32
    private let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Takes the lock, or returns `nil` where somebody else holds it and `wait` is false.
    ///
    /// A file that is not there is made where `creates` says so; else `nil` comes back.
    static func take(_ path: String, _ mode: Mode, creates: Bool, wait: Bool = false) throws(StoreError) -> FileLock? {
        let descriptor = open(path, creates ? O_RDWR | O_CREAT | O_CLOEXEC : O_RDONLY | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            if errno == ENOENT, !creates { return nil }
            throw .system("open", path)
        }
        let lock = FileLock(descriptor: descriptor, path: path)
        let operation = (mode == .shared ? LOCK_SH : LOCK_EX) | (wait ? 0 : LOCK_NB)
        while flock(descriptor, operation) != 0 {
            if errno == EWOULDBLOCK { return nil }
            guard errno == EINTR else { throw .system("lock", path) }
        }
        return lock
    }

    /// Whether the file that is locked is still the one that stands under its name.
    var isInPlace: Bool {
        var held = stat()
        var named = stat()
        return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino
            && held.st_dev == named.st_dev
    }

    /// Replaces what the file says.
    func write(_ text: String) throws(StoreError) {
        let bytes = Array(text.utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw .system("write", path)
        }
    }

    /// The first kilobyte of a file, for what its holder wrote into it; empty where it cannot be read.
    static func text(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
