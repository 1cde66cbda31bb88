/// The path of a route: fixed segments and named ones, as in `/api/runs/{id}`.
struct PathPattern: Sendable, Equatable, CustomStringConvertible, ExpressibleByStringLiteral {
    private enum Segment: Equatable {
        case fixed(Substring)
        case parameter(String)
    }

    let description: String
    private let segments: [Segment]

    init(stringLiteral value: String) {
        description = value
        segments = Self.segments(of: value).map { part in
            part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .fixed(part)
        }
    }

    /// The segments of a path, empty ones too: `/a//b` has three.
    static func segments(of path: String) -> [Substring] {
        path.dropFirst(path.hasPrefix("/") ? 1 : 0).split(separator: "/", omittingEmptySubsequences: false)
    }

    /// How many segments it has.
    var count: Int { segments.count }

    /// The names of the parameters, in their order.
    var parameters: [String] {
        segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    /// The values of the parameters as they stand in the path, still escaped; `nil` where it is another path.
    ///
    /// An empty segment is no parameter's value.
    func match(_ path: [Substring]) -> [String: Substring]? {
        guard path.count == segments.count else { return nil }
        var values: [String: Substring] = [:]
        for (segment, part) in zip(segments, path) {
            switch segment {
            case .fixed(let text):
                guard text == part else { return nil }
            case .parameter(let name):
                guard !part.isEmpty else { return nil }
                values[name] = part
            }
        }
        return values
    }
}
