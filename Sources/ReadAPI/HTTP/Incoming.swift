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
    /// Refused with 408, 413 or 415; what else is wrong with the request is said first.
    var body: Result<[UInt8], APIError> = .success([])

    /// Reads a request, with its body where it is a `POST`.
    init(reading request: Request, from address: String) async throws {
        method = request.method
        path = request.uri.path
        query = request.uri.query ?? ""
        headers = request.headers
        self.address = address
        guard method == .post else { return }
        body = try await Self.read(request)
    }

    /// Whether the connection ends with the answer: the rest of the body may never come.
    ///
    /// What is too large is read to its end and forgotten, since a client that is still sending reads no answer.
    var endsConnection: Bool {
        guard case .failure(let error) = body else { return false }
        return error.code == .requestTimeout
    }

    private static func read(_ request: Request) async throws -> Result<[UInt8], APIError> {
        let type = request.headers[.contentType].map { $0.prefix { $0 != ";" }.trimmed.lowercased() }
        guard type == "application/json" else {
            return .failure(APIError(.unsupportedMediaType, "the body must be of type application/json"))
        }
        let tooLarge = APIError(.payloadTooLarge, "the body is larger than \(bodyLimit) bytes")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > bodyLimit {
            return .failure(tooLarge)
        }
        do {
            return .success(try await collect(request.body))
        } catch is NIOTooManyBytesError {
            return .failure(tooLarge)
        } catch is BodyTooSlow {
            return .failure(APIError(.requestTimeout, "the body took longer than \(bodyTime) to arrive"))
        }
    }

    private struct BodyTooSlow: Error {}

    private static func collect(_ body: RequestBody) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { Array(try await body.collect(upTo: bodyLimit).readableBytesView) }
            group.addTask {
                try await Task.sleep(for: bodyTime)
                throw BodyTooSlow()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}
