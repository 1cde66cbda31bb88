/// Why a command ended without what it was asked for, in one sentence; the exit code stands with it.
package struct RunError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The exit codes of every command.
    package enum Code: Int32, Sendable {
        case usage = 2
        /// The source is refused: too many rows quarantined, a column missing, a file unreadable.
        case inputRefused = 3
        /// The run is complete and a check failed: the last good run stays published.
        case heldBack = 4
        case storeUnreachable = 5
        case locked = 6
        /// The server cannot listen on its port: another process does, or the user may not.
        case cannotListen = 7
        case interrupted = 130
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
