internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A request as it came, with its body read or refused.
struct Incoming: Sendable {
    /// The most that a body may hold, in bytes.
    static let bodyLimit = 1_048_576
    /// How long a body may take to arrive.
    static let bodyTime = Duration.seconds(10)

    let method: HTTPRequest.Method
    /// Still escaped.
    let path: String
    let query: String
    let headers: HTTPFields
    /// The address that it came from, without the port.
    let address: String
    /// Refused with 408, 413, 415 or 503; what else is wrong with the request is said first.
    var body: Result<[UInt8], APIError> = .success([])
    /// Held for as long as the body is.
    private let share: BodyBudget.Share

    /// Bytes of the body; 0 where it was refused.
    var bodyCount: Int { (try? body.get().count) ?? 0 }

    /// Reads a request, with its body where it is a `POST`.
    init(reading request: Request, from address: String, within budget: BodyBudget) async throws {
        method = request.method
        path = request.uri.path
        query = request.uri.query ?? ""
        headers = request.headers
        self.address = address
        share = BodyBudget.Share(of: budget)
        guard method == .post else { return }
        body = try await Self.read(request, into: share)
    }

    /// Whether the client says that the body is JSON; it may be where it does not.
    var isDeclaredJSON: Bool {
        headers[.contentType].map { $0.prefix { $0 != ";" }.trimmed.lowercased() } == "application/json"
    }

    /// The text of the key that the request carries: `X-API-Key`, else what follows `Bearer` in `Authorization`.
    var keyText: String? {
        if let key = headers[.apiKey] { return key }
        guard let given = headers[.authorization] else { return nil }
        let words = given.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return words[1].trimmed
    }

    /// Whether the connection ends with the answer: the rest of the body may never come.
    ///
    /// What is too large is read to its end and forgotten, since a client that is still sending reads no answer.
    var endsConnection: Bool {
        guard case .failure(let error) = body else { return false }
        return error.code == .requestTimeout
    }

    private static func read(
        _ request: Request, into share: BodyBudget.Share
    ) async throws -> Result<[UInt8], APIError> {
        do {
            return try await inTime { try await collect(request.body, into: share) }
        } catch is BodyTooSlow {
            return .failure(APIError(.requestTimeout, "the body took longer than \(bodyTime) to arrive"))
        }
    }

    private struct BodyTooSlow: Error {}

    /// The body; where it is too large, or too much is held already, it is read to its end and forgotten.
    private static func collect(
        _ body: RequestBody, into share: BodyBudget.Share
    ) async throws -> Result<[UInt8], APIError> {
        var bytes: [UInt8] = []
        var refusal: APIError?
        for try await piece in body where refusal == nil {
            if bytes.count + piece.readableBytes > bodyLimit {
                refusal = APIError(.payloadTooLarge, "the body is larger than \(bodyLimit) bytes")
            } else if share.grow(by: piece.readableBytes) {
                bytes.append(contentsOf: piece.readableBytesView)
            } else {
                refusal = .busy
            }
            if refusal != nil { bytes = [] }
        }
        return refusal.map(Result.failure) ?? .success(bytes)
    }

    private typealias Body = Result<[UInt8], APIError>

    private static func inTime(_ work: @escaping @Sendable () async throws -> Body) async throws -> Body {
        try await withThrowingTaskGroup(of: Body.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: bodyTime)
                throw BodyTooSlow()
            }
            defer { group.cancelAll() }
            guard let body = try await group.next() else { throw BodyTooSlow() }
            return body
        }
    }
}
