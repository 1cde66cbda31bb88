internal import Domain
internal import Glibc

/// The right to run a pipeline: one process at a time has it, and loses it when it ends.
package final class RunLock: Sendable {
    private let file: FileLock

    private init(file: FileLock) {
        self.file = file
    }

    /// - Throws: ``StoreError/Code/locked``, naming the holder.
    static func acquire(_ layout: StoreLayout, holder: String, at start: Instant) throws(StoreError) -> RunLock {
        guard let file = try FileLock.take(layout.runLock, .exclusive, creates: true) else {
            throw heldElsewhere(layout)
        }
        try file.write("\(holder), process \(getpid()), since \(start)\n")
        return RunLock(file: file)
    }

    private static func heldElsewhere(_ layout: StoreLayout) -> StoreError {
        let holder = FileLock.text(of: layout.runLock).prefix { $0 != "\n" }
        return StoreError(
            .locked,
            "pipeline \(layout.pipeline) is being run by \(holder.isEmpty ? "another process" : String(holder)); "
                + "wait until it ends")
    }
}
