internal import HTTPTypes

/// What tells browsers to take every answer as data, and nothing else.
enum SecurityHeaders {
    private static let fields: HTTPFields = [
        .xContentTypeOptions: "nosniff", .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        .referrerPolicy: "no-referrer",
    ]

    /// Adds what an answer has not said otherwise.
    static func add(to headers: inout HTTPFields) {
        for field in fields where !headers.contains(field.name) { headers[field.name] = field.value }
    }
}
