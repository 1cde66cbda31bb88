internal import Crypto
internal import Foundation
internal import HTTPTypes
internal import Store

/// The description of all endpoints as one page of HTML that needs nothing else: no script, no picture, no font.
struct DocsPage: Sendable {
    private let bytes: [UInt8]
    private let policy: String

    init(_ routes: [Route]) {
        let groups = Dictionary(grouping: routes, by: \.group).sorted { $0.key < $1.key }
        let index = groups.map { name, routes in
            "<p><b>\(name.escaped)</b></p><ul>"
                + routes.map {
                    "<li><a href=\"#\($0.operationID)\"><code>\($0.name.escaped)</code></a></li>"
                }.joined() + "</ul>"
        }.joined()
        let sections = groups.map { name, routes in
            "<h2>\(name.escaped)</h2>" + routes.map { EndpointSection($0).html }.joined()
        }.joined()
        let words = Conventions.sentences.map { "<li>\($0.escaped)</li>" }.joined()
        let headers = Conventions.headers.map { "<tr><td><code>\($0)</code></td><td>\($1.escaped)</td></tr>" }.joined()
        let html = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Quimbi read API</title><style>\(Self.style)</style></head>
            <body><nav><h1>Quimbi read API</h1><p><a href="/openapi.json">openapi.json</a></p>\(index)</nav>
            <main><h2>For every endpoint</h2><ul>\(words)</ul>
            <table><tr><th>answer's header</th><th>meaning</th></tr>\(headers)</table>\(sections)</main></body></html>
            """
        bytes = Array(html.utf8)
        let digest = Data(SHA256.hash(data: Data(Self.style.utf8))).base64EncodedString()
        policy = "default-src 'none'; style-src 'sha256-\(digest)'; frame-ancestors 'none'"
    }

    var answer: Answer {
        var answer = Answer(bytes: bytes, type: "text/html; charset=utf-8")
        answer.headers[.contentSecurityPolicy] = policy
        return answer
    }

    private static let style = """
        :root{color-scheme:light dark;--edge:#8884;--soft:#8881;--accent:#0a6cbb}
        @media(prefers-color-scheme:dark){:root{--accent:#6cb8f0}}
        body{margin:0;display:grid;grid-template-columns:22rem 1fr;font:15px/1.5 system-ui,sans-serif}
        nav{position:sticky;top:0;height:100vh;overflow:auto;padding:0 1.2rem;border-right:1px solid var(--edge);box-sizing:border-box}
        nav h1{font-size:1.2rem}nav ul{list-style:none;padding:0;margin:0;font-size:.8rem}nav p{margin:.7rem 0 .2rem}
        nav code{overflow-wrap:anywhere}
        main{padding:0 2rem 4rem;max-width:60rem;min-width:0}a{color:var(--accent);text-decoration:none}
        section{border-top:1px solid var(--edge);padding:.4rem 0 1rem}h3{margin:.8rem 0 .2rem;font-size:1rem}
        h3 i{font-style:normal;color:var(--accent)}.scope{float:right;font-size:.8rem;opacity:.7}
        code,pre{font-family:ui-monospace,monospace;font-size:.85em}pre{background:var(--soft);padding:.7rem;overflow:auto;border-radius:4px}
        table{border-collapse:collapse;width:100%;margin:.4rem 0}td,th{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid var(--edge)}
        th{font-weight:600;font-size:.85rem;opacity:.8}.errors{font-size:.85rem}summary{cursor:pointer;font-size:.9rem}
        @media(max-width:50rem){body{display:block}nav{position:static;height:auto;border:0}}
        """
}

/// One endpoint on the page.
private struct EndpointSection {
    private let route: Route

    init(_ route: Route) {
        self.route = route
    }

    var html: String {
        """
        <section id="\(route.operationID)"><span class="scope">\(scope)</span>
        <h3><code><i>\(route.method.rawValue)</i> \(route.path.description.escaped)</code></h3>
        <p>\(route.summary.escaped)</p>
        \(table("parameter of the query", route.parameters))\(table("member of the body", route.body))
        <details><summary>Answer: \(route.status) \(route.offeredTypes.joined(separator: ", "))</summary>\(answer)</details>
        <pre>\(curl.escaped)</pre><p class="errors">\(errors)</p></section>
        """
    }

    private var scope: String {
        switch route.access {
        case .open: "no key"
        case .key(let scope): "key of scope \(scope.rawValue)"
        }
    }

    private func table(_ title: String, _ fields: [Field]) -> String {
        guard !fields.isEmpty else { return "" }
        return "<table><tr><th>\(title)</th><th></th><th>must be</th></tr>\(rows(fields, within: ""))</table>"
    }

    /// A row a field, with those of the objects within it behind it.
    private func rows(_ fields: [Field], within outer: String) -> String {
        fields.map { field in
            let name = outer + field.name
            let cells = [
                "<code>\(name.escaped)</code>\(field.isRequired ? " *" : "")", field.summary.escaped,
                field.kind.demand.escaped,
            ]
            let inner =
                switch field.kind {
                case .record(let fields): rows(fields, within: name + ".")
                case .list(.record(let fields), _): rows(fields, within: name + "[].")
                case .lenient(.record(let fields)): rows(fields, within: name + ".")
                default: ""
                }
            return "<tr>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>" + inner
        }.joined()
    }

    private var answer: String {
        route.wholeAnswer == .none ? "" : "<pre>\(route.wholeAnswer.outline().escaped)</pre>"
    }

    private var errors: String {
        route.allErrors.map { "\($0.status.code) <code>\($0.rawValue)</code>" }.joined(separator: " &middot; ")
    }

    /// The call in a shell.
    private var curl: String {
        let key = route.access == .open ? "" : #" -H "X-API-Key: $KEY""#
        let required = route.parameters.filter(\.isRequired).map { "\($0.name)=..." }.joined(separator: "&")
        let address = "$HOST\(route.path)" + (required.isEmpty ? "" : "?\(required)")
        let method = route.method == .post ? " -X POST" : ""
        guard route.takesBody else { return #"curl\#(method)\#(key) "\#(address)""# }
        let members = route.body.filter(\.isRequired).map { #""\#($0.name)": ..."# }.joined(separator: ", ")
        return #"curl\#(key) -H "Content-Type: application/json" -d '{\#(members)}' "\#(address)""#
    }
}

extension Shape {
    /// The shape as an indented sketch of the JSON.
    fileprivate func outline(_ indent: String = "") -> String {
        switch self {
        case .none: ""
        case .text: "text"
        case .choice(let choices): choices.joined(separator: " | ")
        case .instant: "instant"
        case .date: "yyyy-mm-dd"
        case .integer: "integer"
        case .number: "number"
        case .money: "money"
        case .flag: "true | false"
        case .document: "any JSON"
        case .nullable(let shape): shape.outline(indent) + " | null"
        case .optional(let shape): shape.outline(indent) + "  (may be left out)"
        case .list(let shape): "[ \(shape.outline(indent)), ... ]"
        case .map(let shape): "{ key: \(shape.outline(indent)), ... }"
        case .noted(let shape, let text): shape.outline(indent) + "  (\(text))"
        case .object(let members):
            "{\n"
                + members.map { "\(indent)  \"\($0.name)\": \($0.shape.outline(indent + "  "))" }
                .joined(separator: ",\n") + "\n\(indent)}"
        }
    }
}

extension String {
    /// The text as it may stand in HTML, in a tag's value too.
    fileprivate var escaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
