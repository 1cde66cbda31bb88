internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A request as it came, with its body read or refused.
struct Incoming: Sendable {
    /// The most that a body may hold, in bytes.
    static let bodyLimit = 1_048_576

    let method: HTTPRequest.Method
    /// Still escaped.
    let path: String
    let query: String
    let headers: HTTPFields
    /// Refused with 413 or 415; what else is wrong with the request is said first.
    var body: Result<[UInt8], APIError> = .success([])

    init(method: HTTPRequest.Method, path: String, query: String = "", headers: HTTPFields = [:]) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
    }

    /// Reads a request, with its body where it is a `POST`.
    init(reading request: Request) async throws {
        self.init(
            method: request.method, path: request.uri.path, query: request.uri.query ?? "", headers: request.headers)
        guard method == .post else { return }
        body = try await Self.read(request)
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
            let buffer = try await request.body.collect(upTo: bodyLimit)
            return .success(Array(buffer.readableBytesView))
        } catch is NIOTooManyBytesError {
            return .failure(tooLarge)
        }
    }
}
