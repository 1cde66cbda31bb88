internal import Hummingbird

/// Why a request is not answered: a code for programs, one sentence for people, and details.
///
/// The sentence and the details repeat nothing of the request but names of fields and routes.
struct APIError: Error, Equatable, Sendable {
    /// In the order of the statuses.
    enum Code: String, CaseIterable, Sendable {
        case badRequest = "BAD_REQUEST"
        case invalidAPIKey = "INVALID_API_KEY"
        case insufficientPermissions = "INSUFFICIENT_PERMISSIONS"
        case customerNotFound = "CUSTOMER_NOT_FOUND"
        case axisNotFound = "AXIS_NOT_FOUND"
        case archetypeNotFound = "ARCHETYPE_NOT_FOUND"
        case reportNotFound = "REPORT_NOT_FOUND"
        case runNotFound = "RUN_NOT_FOUND"
        case ticketNotFound = "TICKET_NOT_FOUND"
        case agentNotFound = "AGENT_NOT_FOUND"
        case endpointNotFound = "ENDPOINT_NOT_FOUND"
        case methodNotAllowed = "METHOD_NOT_ALLOWED"
        case notAcceptable = "NOT_ACCEPTABLE"
        case requestTimeout = "REQUEST_TIMEOUT"
        case runInProgress = "RUN_IN_PROGRESS"
        case payloadTooLarge = "PAYLOAD_TOO_LARGE"
        case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
        case validationError = "VALIDATION_ERROR"
        case rateLimitExceeded = "RATE_LIMIT_EXCEEDED"
        case internalError = "INTERNAL_ERROR"
        case serviceUnavailable = "SERVICE_UNAVAILABLE"

        var status: HTTPResponse.Status {
            switch self {
            case .badRequest: .badRequest
            case .invalidAPIKey: .unauthorized
            case .insufficientPermissions: .forbidden
            case .customerNotFound, .axisNotFound, .archetypeNotFound, .reportNotFound, .runNotFound,
                .ticketNotFound, .agentNotFound, .endpointNotFound:
                .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .notAcceptable: .notAcceptable
            case .requestTimeout: .requestTimeout
            case .runInProgress: .conflict
            case .payloadTooLarge: .contentTooLarge
            case .unsupportedMediaType: .unsupportedMediaType
            case .validationError: .unprocessableContent
            case .rateLimitExceeded: .tooManyRequests
            case .internalError: .internalServerError
            case .serviceUnavailable: .serviceUnavailable
            }
        }
    }

    let code: Code
    let message: String
    var details: [JSON.Member] = []
    var headers = HTTPFields()

    init(_ code: Code, _ message: String, details: [JSON.Member] = [], headers: HTTPFields = [:]) {
        self.code = code
        self.message = message
        self.details = details
        self.headers = headers
    }

    /// 422, naming the field.
    static func invalid(_ field: String, _ message: String) -> APIError {
        APIError(.validationError, "\(field) \(message)", details: [.init(key: "field", value: .text(field))])
    }

    var body: JSON {
        ["error": ["code": .text(code.rawValue), "message": .text(message), "details": .object(details)]]
    }
}
