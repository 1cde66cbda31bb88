import Glibc

/// What a process leaves behind when it dies.
enum CoreDumps {
    /// From here on none is written: the memory of a server holds keys and customers, and that of `keys create` a new key.
    static func forbid() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }
}
