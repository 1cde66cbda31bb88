internal import CPostgres
internal import Glibc

/// Making a connection, with a bound on the wait.
///
/// Done step by step rather than by one call, because only so libpq tells the SQLSTATE of a refusal.
enum ConnectionStart {
    /// - Throws: a connection string that cannot be read; the string itself is not repeated, it may hold a password.
    static func check(_ settings: ConnectionSettings) throws(PostgreSQLError) {
        let uri = settings.uri
        guard uri.isEmpty || uri.hasPrefix("postgres://") || uri.hasPrefix("postgresql://") || uri.contains("=") else {
            throw bad("is neither a URI nor `key=value` pairs")
        }
        var message: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(uri, &message)
        defer {
            PQconninfoFree(options)
            PQfreemem(message)
        }
        guard let options else { throw bad("cannot be read") }
        let host = value("host", in: options) ?? ""
        guard !host.contains("@") else { throw bad("has an @ in the name of its host") }
    }

    private static func bad(_ what: String) -> PostgreSQLError {
        PostgreSQLError(
            .badSettings,
            "the connection string \(what); \(PostgreSQLError.Kind.badSettings.advice ?? "")")
    }

    static func open(_ settings: ConnectionSettings) throws(PostgreSQLError) -> OpaquePointer {
        let keywords = settings.keywords
        var names = keywords.map { UnsafePointer(strdup($0.0)) } + [nil]
        var values = keywords.map { UnsafePointer(strdup($0.1)) } + [nil]
        defer { for pointer in names + values { free(UnsafeMutableRawPointer(mutating: pointer)) } }
        guard let handle = PQconnectStartParams(&names, &values, 1) else {
            throw PostgreSQLError(.other, "there is no memory left for a connection")
        }
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        do {
            try wait(handle, defaultSeconds: settings.connectTimeoutSeconds)
        } catch {
            PQfinish(handle)
            throw error
        }
        PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
        return handle
    }

    /// Waits until the session is there.
    private static func wait(_ handle: OpaquePointer, defaultSeconds: Int) throws(PostgreSQLError) {
        let deadline = ContinuousClock.now + .seconds(timeout(handle) ?? defaultSeconds)
        var state = PQstatus(handle) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK {
            guard state != PGRES_POLLING_FAILED else {
                throw ErrorText.connecting(
                    String(cString: PQerrorMessage(handle)), place: place(handle),
                    password: PQpass(handle).map { String(cString: $0) })
            }
            let left = Int32(clamping: Int((deadline - .now) / .milliseconds(1)))
            var descriptor = pollfd(
                fd: PQsocket(handle), events: Int16(state == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0)
            guard left > 0, poll(&descriptor, 1, left) != 0 else {
                throw ErrorText.sentence(.unreachable, place: place(handle), "no answer within the connect timeout")
            }
            state = PQconnectPoll(handle)
        }
    }

    /// What the string or the environment says of the time to wait.
    private static func timeout(_ handle: OpaquePointer) -> Int? {
        let options = PQconninfo(handle)
        defer { PQconninfoFree(options) }
        return options.flatMap { value("connect_timeout", in: $0) }.flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil }
    }

    private static func value(_ keyword: String, in options: UnsafeMutablePointer<PQconninfoOption>) -> String? {
        var option = options
        while let name = option.pointee.keyword {
            if String(cString: name) == keyword { return option.pointee.val.map { String(cString: $0) } }
            option += 1
        }
        return nil
    }

    /// `host:port/database`.
    static func place(_ handle: OpaquePointer) -> String {
        func text(_ value: UnsafeMutablePointer<CChar>?) -> String { value.map { String(cString: $0) } ?? "" }
        let (host, port) = (text(PQhost(handle)), text(PQport(handle)))
        return "\(host.isEmpty ? "localhost" : host):\(port.isEmpty ? "5432" : port)/\(text(PQdb(handle)))"
    }
}
