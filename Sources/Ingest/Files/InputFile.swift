internal import Glibc

/// One regular file, open for reading from start to end, and watched for change meanwhile.
///
/// Read with `read(2)`, never mapped: a mapped file that shrinks kills the process.
struct InputFile: ~Copyable {
    /// Size and time of the last change, by which a file that was written to is told.
    struct Version: Equatable, Sendable {
        let size: Int
        let seconds: Int
        let nanoseconds: Int
    }

    let path: String
    let version: Version
    private let descriptor: CInt

    init(path: String) throws(IngestError) {
        // Without O_NONBLOCK a named pipe would keep us waiting before we can see what it is.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(opening: path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw IngestError(.unreadable, "\(path) is no regular file; name a file or a folder of files")
        }
        self.path = path
        self.version = Self.version(of: status)
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Reads up to `count` bytes; 0 at the end.
    func read(into bytes: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestError) -> Int {
        while true {
            let taken = Glibc.read(descriptor, bytes, count)
            if taken >= 0 { return taken }
            guard errno == EINTR else {
                throw IngestError(.unreadable, "\(path) cannot be read: \(Self.reason()); check the disk and try again")
            }
        }
    }

    /// Checks at the end that what was read is one state of the file, and the state of `earlier` where that is given.
    func checkUnchanged(bytesRead: Int, since earlier: Version? = nil) throws(IngestError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_nlink > 0 else {
            throw IngestError(
                .changedWhileReading, "\(path) was deleted while it was read; run again when its export is complete")
        }
        guard Self.version(of: status) == earlier ?? version, bytesRead == version.size else {
            throw IngestError(
                .changedWhileReading,
                "\(path) changed while it was read (\(version.size) bytes at first, \(status.st_size) at the end, \(bytesRead)"
                    + " read); run again when its export is complete")
        }
    }

    private static func version(of status: stat) -> Version {
        Version(size: status.st_size, seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }

    private static func failure(opening path: String) -> IngestError {
        errno == ENOENT
            ? IngestError(.noSuchFile, "there is no file \(path); check the source's path")
            : IngestError(.unreadable, "\(path) cannot be opened: \(reason()); check its permissions")
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
