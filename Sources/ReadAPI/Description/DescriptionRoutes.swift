internal import HTTPTypes

/// The description of all endpoints, for programs and for people; no key is needed.
struct DescriptionRoutes: Sendable {
    private let document: [UInt8]
    private let page: DocsPage

    /// - Parameter routes: all other routes.
    init(of routes: [Route]) {
        let all =
            routes
            + Self.declared { _ in
                []
            } page: { _ in
                Answer(status: .ok)
            }
        document = OpenAPI(routes: all).document.bytes
        page = DocsPage(all)
    }

    var routes: [Route] {
        let (document, page) = (document, page)
        return Self.declared { _ in
            document
        } page: { _ in
            page.answer
        }
    }

    private static func declared(
        document: @escaping @Sendable (Call) -> [UInt8], page: @escaping @Sendable (Call) -> Answer
    ) -> [Route] {
        [
            Route(
                method: .get, path: "/openapi.json", summary: "This description, as OpenAPI 3.1.", access: .open,
                answer: .document,
                handler: .live { Answer(bytes: document($0), type: "application/json") }),
            Route(
                method: .get, path: "/docs", summary: "This description, for people.", access: .open, answer: .none,
                types: ["text/html"], handler: .live(page)),
        ]
    }
}
