internal import HTTPTypes

/// The web pages that a browser lets read answers, by their origins; all others it keeps out.
///
/// Source: Fetch Standard, "CORS protocol".
struct OriginList: Sendable {
    private static let requestHeaders = [
        "Accept", "Authorization", "Content-Type", "If-None-Match", "Last-Event-ID", "X-API-Key", "X-Correlation-ID",
        "X-Quimbi-Run",
    ]
    private static let answerHeaders = [
        "ETag", "Retry-After", "X-Correlation-ID", "X-Quimbi-Age", "X-Quimbi-As-Of",
        "X-Quimbi-Data-Age", "X-Quimbi-Freshness", "X-Quimbi-Ignored",
        "X-Quimbi-Run", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
    ]

    /// Such as `https://desk.example`; none by default.
    let allowed: Set<String>

    /// The answer to a browser that asks whether a page may send a request; `nil` where it is none of that, or no such page.
    func preflight(_ incoming: Incoming, _ routes: RouteTable) -> Answer? {
        guard incoming.method == .options, let origin = incoming.headers[.origin], allowed.contains(origin),
            incoming.headers[.accessControlRequestMethod] != nil
        else { return nil }
        let methods = routes.methods(path: incoming.path)
        guard !methods.isEmpty else { return nil }
        return Answer(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: methods.joined(separator: ", "),
                .accessControlAllowHeaders: Self.requestHeaders.joined(separator: ", "),
                .accessControlMaxAge: "600",
            ])
    }

    /// Tells a browser whether the page that asked may read the answer.
    func add(to headers: inout HTTPFields, for origin: String?) {
        guard !allowed.isEmpty else { return }
        headers[.vary] = headers[.vary].map { "\($0), Origin" } ?? "Origin"
        guard let origin, allowed.contains(origin) else { return }
        headers[.accessControlAllowOrigin] = origin
        headers[.accessControlExposeHeaders] = Self.answerHeaders.joined(separator: ", ")
    }
}
