internal import Dispatch
internal import Glibc
internal import Synchronization

/// Writes lines to a file descriptor from a thread of its own, so that nobody who answers waits for whoever reads them.
///
/// What arrives while it writes goes out with the next write. Behind a reader that has stopped, lines wait up to a limit; then
/// so does whoever logs, and nothing is lost.
final class LogStream: Sendable {
    static let standardError = LogStream(descriptor: STDERR_FILENO)

    /// Bytes that may wait.
    private static let limit = 1 << 20

    private let descriptor: CInt
    private let queue = DispatchQueue(label: "log")
    private let waiting = Mutex<[UInt8]>([])

    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Takes a line, with its end.
    func append(_ line: [UInt8]) {
        let before = waiting.withLock { waiting in
            defer { waiting += line }
            return waiting.count
        }
        if before == 0 { queue.async { self.write() } }
        if before > Self.limit { flush() }
    }

    /// Returns once everything that was taken before is written.
    func flush() {
        queue.sync { write() }
    }

    private func write() {
        var lines: [UInt8] = []
        waiting.withLock { swap(&$0, &lines) }
        lines.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if errno == EAGAIN {
                    usleep(1_000)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
