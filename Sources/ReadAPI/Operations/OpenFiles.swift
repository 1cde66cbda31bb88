internal import Glibc

/// What the process may hold open.
enum OpenFiles {
    /// Kept for files of the store and for logs.
    private static let reserve = 512

    /// Raises the number of files that the process may hold open as far as it is allowed to.
    ///
    /// - Parameter connections: the connections that are wanted at one time.
    /// - Returns: the connections that there is room for.
    static func makeRoom(for connections: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connections }
        let wanted = rlim_t(connections + reserve)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = min(limit.rlim_max, wanted)
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        return max(1, min(connections, Int(clamping: limit.rlim_cur) - reserve))
    }
}
