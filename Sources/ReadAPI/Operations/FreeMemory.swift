internal import Glibc

/// Memory that the allocator holds for later.
enum FreeMemory {
    /// `malloc_trim` of glibc, whose header is in no module; `nil` where the C library has none.
    private static let trim = dlsym(nil, "malloc_trim").map { symbol in
        unsafeBitCast(symbol, to: (@convention(c) (Int) -> CInt).self)
    }

    /// Gives it back to the system, which the allocator does not do by itself for what lies between pieces in use.
    static func giveBack() { _ = trim?(0) }
}
