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
        do {
            if let bytes = try await inTime({ try await collect(request.body) }) { return .success(bytes) }
            return .failure(APIError(.payloadTooLarge, "the body is larger than \(bodyLimit) bytes"))
        } catch is BodyTooSlow {
            return .failure(APIError(.requestTimeout, "the body took longer than \(bodyTime) to arrive"))
        }
    }

    private struct BodyTooSlow: Error {}

    /// The body; `nil` where it is larger than the limit, and then it is read to its end and forgotten.
    private static func collect(_ body: RequestBody) async throws -> [UInt8]? {
        var bytes: [UInt8]? = []
        for try await piece in body {
            guard let count = bytes?.count, count + piece.readableBytes <= bodyLimit else {
                bytes = nil
                continue
            }
            bytes?.append(contentsOf: piece.readableBytesView)
        }
        return bytes
    }

    private static func inTime(_ work: @escaping @Sendable () async throws -> [UInt8]?) async throws -> [UInt8]? {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: bodyTime)
                throw BodyTooSlow()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
