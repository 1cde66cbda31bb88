internal import HTTPTypes
internal import Hummingbird

/// What a route answers: a document, or the bytes of one, with the headers that are its own.
struct Answer: Sendable {
    var status: HTTPResponse.Status = .ok
    var headers: HTTPFields
    var bytes: [UInt8]

    init(_ json: JSON, status: HTTPResponse.Status = .ok) {
        self.init(bytes: json.bytes, type: "application/json", status: status)
    }

    init(bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) {
        self.status = status
        self.bytes = bytes
        headers = [.contentType: type, .cacheControl: "no-store"]
    }

    init(_ error: APIError) {
        self.init(error.body, status: error.code.status)
        for field in error.headers { headers[field.name] = field.value }
    }

    /// 304: what the client holds is what it would get.
    static func notModified(_ headers: HTTPFields) -> Answer {
        var answer = Answer(bytes: [], type: "", status: .notModified)
        answer.headers = headers
        return answer
    }

    /// The response; to `HEAD` the same without its body.
    func response(isHead: Bool) -> Response {
        guard status != .notModified else { return Response(status: status, headers: headers) }
        let response = Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        return isHead ? response.createHeadResponse() : response
    }
}

extension HTTPField.Name {
    static let apiKey = named("X-API-Key")
    static let correlationID = named("X-Correlation-ID")
    static let rateLimit = named("X-RateLimit-Limit")
    static let rateLimitRemaining = named("X-RateLimit-Remaining")
    static let rateLimitReset = named("X-RateLimit-Reset")

    private static func named(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is no header's name") }
        return field
    }
}
