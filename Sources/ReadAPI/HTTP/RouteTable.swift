internal import HTTPTypes

/// Every endpoint, in the order in which they are described.
///
/// Requests are matched against this list itself, not against a router that is filled from it: so an unknown path (404) and
/// a known one with another method (405) are told apart, and a parameter reaches its route still escaped, where bytes that
/// are no UTF-8 can be refused rather than repaired.
struct RouteTable: Sendable {
    let routes: [Route]
    /// The names by which some endpoint narrows its answer: what none of them knows means nothing to any.
    let filters: Set<String>
    /// Those that a path can be of, in their order.
    private let candidates: [Form: [Route]]

    /// What is told of a request before any text is compared.
    private struct Form: Hashable {
        let method: Route.Method
        let segments: Int
    }

    /// - Parameter routes: of two that fit a path, the one whose path is fixed there goes before the one with a parameter.
    /// - Precondition: no two routes have one method and path.
    init(_ routes: [Route]) {
        let names = routes.map(\.name)
        precondition(Set(names).count == names.count, "two routes of one name among \(names)")
        self.routes = routes.filter(\.path.parameters.isEmpty) + routes.filter { !$0.path.parameters.isEmpty }
        filters = Set(routes.flatMap { $0.parameters.flatMap { [$0.name] + $0.aliases } })
        candidates = Dictionary(grouping: self.routes) { Form(method: $0.method, segments: $0.path.count) }
    }

    /// The route of a request with the parameters of its path, still escaped; `HEAD` is answered as `GET`, and one slash at the
    /// end does not matter.
    ///
    /// - Throws: 404, or 405 with the methods that the path has.
    func find(_ method: HTTPRequest.Method, path: String) throws(APIError) -> (Route, [String: Substring]) {
        let segments = Self.segments(of: path)
        if let method = method == .head ? .get : Route.Method(rawValue: method.rawValue) {
            for route in candidates[Form(method: method, segments: segments.count)] ?? [] {
                if let values = route.path.match(segments) { return (route, values) }
            }
        }
        let allowed = methods(path: path).joined(separator: ", ")
        guard !allowed.isEmpty else { throw APIError(.endpointNotFound, "there is no such endpoint") }
        throw APIError(.methodNotAllowed, "this endpoint takes \(allowed)", headers: [.allow: allowed])
    }

    private static func segments(of path: String) -> [Substring] {
        PathPattern.segments(of: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
    }

    /// The methods that a path has.
    func methods(path: String) -> [String] {
        let segments = Self.segments(of: path)
        return routes.filter { $0.path.match(segments) != nil }
            .flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }
    }
}
