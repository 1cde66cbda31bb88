internal import Glibc
internal import NIOCore

/// Why the server could not begin to listen, in one sentence that says what to do.
package struct ListenError: Error, Equatable, CustomStringConvertible {
    package let description: String

    /// The sentence of what the system refused; `nil` for an error of another kind.
    init?(_ error: any Error, host: String, port: Int) {
        switch error {
        case let error as IOError: description = Self.sentence(error.errnoCode, host, port)
        case is SocketAddressError: description = "`\(host)` is no address of this machine; give --host one that is"
        default: return nil
        }
    }

    private static func sentence(_ number: CInt, _ host: String, _ port: Int) -> String {
        switch number {
        case EADDRINUSE:
            "port \(port) of \(host) is in use by another process; end that one, or give --port another port or 0"
        case EADDRNOTAVAIL: "`\(host)` is no address of this machine; give --host one that is"
        case EACCES: "this user may not listen on port \(port); give --port one of 1024 or above"
        default: "cannot listen on port \(port) of \(host): \(String(cString: strerror(number)))"
        }
    }
}
