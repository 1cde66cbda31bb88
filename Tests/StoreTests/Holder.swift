import Foundation

/// Another process that holds a lock until it is killed.
///
/// Started by the system's own call: Foundation's `Process` waits on a run loop, and so on one of the few threads that the
/// other tests need.
struct Holder {
    static let isAvailable = FileManager.default.isExecutableFile(atPath: program)
    private static let program = "/usr/bin/flock"

    private let process: pid_t
    private let input: Int32

    init(path: String) throws {
        let (toChild, fromChild) = (try Self.openPipe(), try Self.openPipe())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild.reading, 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild.writing, 1)
        // The command has no hold on the lock itself and ends with its input.
        let words = [Self.program, "--close", path, "sh", "-c", "echo held; cat"]
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { word in strdup(word) }
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        guard posix_spawn(&child, Self.program, &actions, nil, arguments + [nil], environ) == 0 else {
            throw CocoaError(.executableLoad)
        }
        (process, input) = (child, toChild.writing)
        close(toChild.reading)
        close(fromChild.writing)
        var word = [UInt8](repeating: 0, count: 5)
        guard read(fromChild.reading, &word, word.count) == word.count else { throw CocoaError(.executableLoad) }
        close(fromChild.reading)
    }

    /// Ends it as `kill -9` does, and waits until it is gone.
    func kill() {
        Foundation.kill(process, SIGKILL)
        waitpid(process, nil, 0)
        close(input)
    }

    private static func openPipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw CocoaError(.fileReadUnknown) }
        // The child has its ends as 0 and 1 and none else.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
