/// How fields and shapes stand in the description, as JSON Schema (draft 2020-12).
extension Field.Kind {
    var schema: JSON {
        switch self {
        case .text(let limit):
            // Without NUL; a pattern that every dialect of regular expressions reads alike.
            ["type": "string", "minLength": 1, "maxLength": JSON(limit), "pattern": .text(#"^[^\u0000]*$"#)]
        case .integer(let range):
            ["type": "integer", "minimum": JSON(range.lowerBound), "maximum": JSON(range.upperBound)]
        case .number(let range):
            ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        case .flag: ["type": "boolean"]
        case .choice(let choices): ["type": "string", "enum": .array(choices.map(JSON.text))]
        case .date: ["type": "string", "format": "date"]
        case .instant: ["type": "string", "format": "date-time"]
        case .list(let kind, let counts):
            [
                "type": "array", "items": kind.schema, "minItems": JSON(counts.lowerBound),
                "maxItems": JSON(counts.upperBound),
            ]
        case .record(let fields): Self.schema(of: fields)
        case .object: ["type": "object"]
        case .id: ["anyOf": [Field.Kind.text(maxLength: 255).schema, ["type": "integer"]]]
        case .lenient(let kind): ["anyOf": [kind.schema, [:]]]
        }
    }

    /// An object with these members.
    static func schema(of fields: [Field]) -> JSON {
        [
            "type": "object",
            "required": .array(fields.filter(\.isRequired).map { .text($0.name) }),
            "properties": .object(
                fields.map { field in
                    // A member that may be left out may as well be null.
                    let schema = field.isRequired ? field.kind.schema : field.kind.schema.orNull
                    return JSON.Member(key: field.name, value: schema.merging(["description": .text(field.summary)]))
                }),
        ]
    }
}

extension Shape {
    var schema: JSON {
        switch self {
        case .none, .document: [:]
        case .text: ["type": "string"]
        case .choice(let choices): ["type": "string", "enum": .array(choices.map(JSON.text))]
        case .instant: ["type": "string", "format": "date-time"]
        case .date: ["type": "string", "format": "date"]
        case .integer: ["type": "integer"]
        case .number, .money: ["type": "number"]
        case .flag: ["type": "boolean"]
        case .nullable(let shape): shape.schema.orNull
        case .optional(let shape): shape.schema
        case .list(let shape): ["type": "array", "items": shape.schema]
        case .map(let shape): ["type": "object", "additionalProperties": shape.schema]
        case .object(let members):
            [
                "type": "object", "required": .array(members.filter { !$0.shape.isOptional }.map { .text($0.name) }),
                "properties": .object(members.map { .init(key: $0.name, value: $0.shape.schema) }),
                "additionalProperties": false,
            ]
        case .noted(let shape, let text): shape.schema.merging(["description": .text(text)])
        }
    }

    var isOptional: Bool {
        switch self {
        case .optional: true
        case .noted(let shape, _): shape.isOptional
        default: false
        }
    }
}

extension JSON {
    /// The schema of what fits this one, or is null.
    fileprivate var orNull: JSON {
        guard case .object(let members) = self else { return self }
        let isPlain = members.contains { $0.key == "type" } && !members.contains { $0.key == "enum" }
        guard isPlain else { return members.isEmpty ? self : ["anyOf": [self, ["type": "null"]]] }
        return .object(
            members.map { member in
                member.key == "type" ? Member(key: "type", value: [member.value, "null"]) : member
            })
    }
}
