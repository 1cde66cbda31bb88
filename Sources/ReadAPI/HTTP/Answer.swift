internal import HTTPTypes
internal import Hummingbird
internal import Store

/// What a route answers: a document, or the bytes of one, with the headers that are its own.
struct Answer: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        /// Made piece by piece as the client takes them: the next one, or `nil` at the end. Making one blocks.
        case pieces(@Sendable () throws -> [UInt8]?)
        /// The same where pieces are waited for.
        case feed(@Sendable () async throws -> [UInt8]?)
    }

    var status: HTTPResponse.Status = .ok
    var headers: HTTPFields
    var body: Body

    init(_ json: JSON, status: HTTPResponse.Status = .ok) {
        self.init(bytes: json.bytes, type: "application/json", status: status)
    }

    init(bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) {
        self.init(.bytes(bytes), type: type, status: status)
    }

    init(_ body: Body, type: String, status: HTTPResponse.Status = .ok) {
        self.status = status
        self.body = body
        headers = [.contentType: type, .cacheControl: "no-store"]
    }

    init(_ error: APIError) {
        self.init(error.body, status: error.code.status)
        for field in error.headers { headers[field.name] = field.value }
    }

    /// An answer without a body.
    init(status: HTTPResponse.Status, headers: HTTPFields = [:]) {
        self.status = status
        self.headers = headers
        body = .bytes([])
    }

    /// The response; to `HEAD` the same without its body.
    ///
    /// - Parameters:
    ///   - isHead: whether that was asked.
    ///   - endsConnection: whether nothing more is read from the client: what it still sends may never end.
    ///   - store: lends its threads to what blocks.
    /// - Returns: the response as the server sends it.
    func response(isHead: Bool, endsConnection: Bool, on store: RunStore) -> Response {
        switch body {
        case .bytes(let bytes) where endsConnection:
            var headers = headers
            headers[.connection] = "close"
            headers[.contentLength] = String(bytes.count)
            return Response(status: status, headers: headers, body: Self.last(bytes))
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return Response(status: status, headers: headers) }
            let response = Response(
                status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
            return isHead ? response.createHeadResponse() : response
        case .pieces, .feed:
            guard !isHead else { return Response(status: status, headers: headers) }
            let pieces = AsyncThrowingStream { try await next(on: store).map { ByteBuffer(bytes: $0) } }
            return Response(status: status, headers: headers, body: ResponseBody(asyncSequence: pieces))
        }
    }

    private func next(on store: RunStore) async throws -> [UInt8]? {
        switch body {
        case .bytes: nil
        case .pieces(let next): try await store.perform { _ in try next() }
        case .feed(let next): try await next()
        }
    }
}

extension Answer {
    private struct ConnectionEnds: Error {}

    /// A body behind which the connection is closed, by an error that no one but the server's loop sees.
    private static func last(_ bytes: [UInt8]) -> ResponseBody {
        let (pieces, feed) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
        feed.yield(ByteBuffer(bytes: bytes))
        feed.finish(throwing: ConnectionEnds())
        return ResponseBody(asyncSequence: pieces)
    }
}

extension HTTPField.Name {
    static let apiKey = named("X-API-Key")
    static let correlationID = named("X-Correlation-ID")
    static let rateLimit = named("X-RateLimit-Limit")
    static let rateLimitRemaining = named("X-RateLimit-Remaining")
    static let rateLimitReset = named("X-RateLimit-Reset")
    /// Of a request the run to answer from, of an answer the run that it comes from.
    static let quimbiRun = named("X-Quimbi-Run")
    static let quimbiAsOf = named("X-Quimbi-As-Of")
    /// Seconds since the run was published.
    static let quimbiAge = named("X-Quimbi-Age")
    /// See ``Freshness``.
    static let quimbiFreshness = named("X-Quimbi-Freshness")
    static let lastEventID = named("Last-Event-ID")
    /// Seconds from the instant up to which the run's data count.
    static let quimbiDataAge = named("X-Quimbi-Data-Age")
    /// Parameters of the query that mean nothing here.
    static let quimbiIgnored = named("X-Quimbi-Ignored")
    static let xForwardedFor = named("X-Forwarded-For")
    static let forwarded = named("Forwarded")
    static let referrerPolicy = named("Referrer-Policy")

    private static func named(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is no header's name") }
        return field
    }
}
