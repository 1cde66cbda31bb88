internal import HTTPTypes

/// Every endpoint, in the order in which they are described.
///
/// Requests are matched against this list itself, not against a router that is filled from it: so an unknown path (404) and
/// a known one with another method (405) are told apart, and a parameter reaches its route still escaped, where bytes that
/// are no UTF-8 can be refused rather than repaired.
struct RouteTable: Sendable {
    let routes: [Route]

    /// - Precondition: no two routes have one method and path.
    init(_ routes: [Route]) {
        let names = routes.map(\.name)
        precondition(Set(names).count == names.count, "two routes of one name among \(names)")
        self.routes = routes
    }

    /// The route of a request with the parameters of its path, still escaped; `HEAD` is answered as `GET`.
    ///
    /// - Throws: 404, or 405 with the methods that the path has.
    func find(_ method: HTTPRequest.Method, path: String) throws(APIError) -> (Route, [String: Substring]) {
        let segments = PathPattern.segments(of: path)
        let wanted = method == .head ? .get : Route.Method(rawValue: method.rawValue)
        var allowed: [String] = []
        for route in routes {
            guard let values = route.path.match(segments) else { continue }
            if route.method == wanted { return (route, values) }
            allowed.append(contentsOf: route.method == .get ? ["GET", "HEAD"] : [route.method.rawValue])
        }
        guard !allowed.isEmpty else { throw APIError(.endpointNotFound, "there is no such endpoint") }
        throw APIError(
            .methodNotAllowed, "this endpoint takes \(allowed.joined(separator: ", "))",
            headers: [.allow: allowed.joined(separator: ", ")])
    }
}
