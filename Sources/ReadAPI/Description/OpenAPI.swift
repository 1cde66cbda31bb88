internal import HTTPTypes
internal import Store

/// The description of every endpoint for programs, made from the declarations that requests are held against.
///
/// Source: OpenAPI Specification 3.1.0.
struct OpenAPI {
    let routes: [Route]

    var document: JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Quimbi read API", "version": "1",
                "description": .text(Conventions.text),
            ],
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "key": ["type": "apiKey", "in": "header", "name": "X-API-Key"],
                    "bearer": ["type": "http", "scheme": "bearer"],
                ],
                "schemas": ["Error": Self.errorSchema], "headers": .object(Self.headers),
            ],
        ]
    }

    /// The routes of each path, in their order.
    private var paths: [JSON.Member] {
        var paths: [(path: String, routes: [Route])] = []
        for route in routes {
            if let index = paths.firstIndex(where: { $0.path == route.path.description }) {
                paths[index].routes.append(route)
            } else {
                paths.append((route.path.description, [route]))
            }
        }
        return paths.map { path, routes in
            .init(
                key: path,
                value: .object(routes.map { .init(key: $0.method.rawValue.lowercased(), value: $0.operation) }))
        }
    }

    private static let errorSchema: JSON = [
        "type": "object", "required": ["error"], "additionalProperties": false,
        "properties": [
            "error": [
                "type": "object", "required": ["code", "message", "details"], "additionalProperties": false,
                "properties": [
                    "code": ["type": "string", "enum": .array(APIError.Code.allCases.map { .text($0.rawValue) })],
                    "message": ["type": "string", "description": "One sentence for people."],
                    "details": [
                        "type": "object", "properties": ["field": ["type": "string"]],
                        "description": "422 names the field.",
                    ],
                ],
            ]
        ],
    ]

    private static let headers: [JSON.Member] = Conventions.headers.map { name, summary in
        .init(key: name, value: ["description": .text(summary), "schema": ["type": "string"]])
    }
}

extension Route {
    /// Under which heading it stands: what comes behind `/api/`.
    var group: String {
        let segments = PathPattern.segments(of: path.description)
        return segments.first == "api" && segments.count > 1 ? String(segments[1]) : "operations"
    }

    /// A name for generated clients, such as `get_api_mcp_customer_id`.
    var operationID: String {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        return words.joined(separator: "_")
    }

    fileprivate var operation: JSON {
        var members: [JSON.Member] = [
            .init(key: "operationId", value: .text(operationID)), .init(key: "summary", value: .text(summary)),
            .init(key: "tags", value: [.text(group)]), .init(key: "parameters", value: .array(allParameters)),
            .init(key: "responses", value: .object(responses)), .init(key: "security", value: security),
        ]
        if case .key(let scope) = access { members.append(.init(key: "x-scope", value: .text(scope.rawValue))) }
        if takesBody {
            let content: JSON = ["application/json": ["schema": Field.Kind.schema(of: body)]]
            members.append(.init(key: "requestBody", value: ["required": true, "content": content]))
        }
        return .object(members)
    }

    private var security: JSON { access == .open ? [] : [["key": []], ["bearer": []]] }

    private var allParameters: [JSON] {
        path.parameters.map { name in
            ["name": .text(name), "in": "path", "required": true, "schema": Call.pathKind.schema]
        }
            + parameters.map { field in
                [
                    "name": .text(field.name), "in": "query", "required": .bool(field.isRequired),
                    "description": .text(field.summary), "schema": field.kind.schema,
                ]
            }
            + (isOfRun ? ["X-Quimbi-Run"] : []).map { name in
                [
                    "name": .text(name), "in": "header", "required": false,
                    "description": "The run to answer from; the one published last without it.",
                    "schema": ["type": "string"],
                ]
            }
    }

    private var responses: [JSON.Member] {
        let good = JSON.Member(
            key: String(status),
            value: [
                "description": .text(summary), "headers": .object(headerReferences),
                "content": .object(
                    offeredTypes.map { type in
                        .init(
                            key: type,
                            value: ["schema": type == "application/json" ? wholeAnswer.schema : ["type": "string"]])
                    }),
            ])
        let held: [JSON.Member] =
            isOfRun && method == .get
            ? [.init(key: "304", value: ["description": "The client holds this answer already."])] : []
        let byStatus = Dictionary(grouping: allErrors, by: \.status.code)
        return [good] + held
            + byStatus.sorted { $0.key < $1.key }.map { status, codes in
                .init(
                    key: String(status),
                    value: [
                        "description": .text(codes.map(\.rawValue).joined(separator: ", ")),
                        "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
                    ])
            }
    }

    private var headerReferences: [JSON.Member] {
        Conventions.headers.filter { name, _ in
            isOfRun || !(name.hasPrefix("X-Quimbi") || name == "ETag")
        }.filter { name, _ in access != .open || !name.hasPrefix("X-RateLimit") }
            .map { .init(key: $0.0, value: ["$ref": .text("#/components/headers/\($0.0)")]) }
    }
}
