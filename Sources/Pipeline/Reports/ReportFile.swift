package import Domain
package import Foundation

/// What stands at the head of every report.
package struct ReportHeader: Codable, Equatable, Sendable {
    /// For example `quimbi.cohorts/1`.
    package let schema: String
    package let pipeline: String
    package let runID: String
    package let asOf: Instant
    /// The clock's time, in this header and in the report `run` alone.
    package let generatedAt: Instant
    package let timezone: String
    package let currency: String

    private enum CodingKeys: String, CodingKey {
        case schema, pipeline, timezone, currency
        case runID = "run_id"
        case asOf = "as_of"
        case generatedAt = "generated_at"
    }
}

/// The names of the reports that exist; a file is `<name>.json`.
package enum ReportName: String, CaseIterable, Sendable {
    case run
    case dataQuality = "data-quality"
    case segments, archetypes, cohorts

    package var schema: String { "quimbi.\(rawValue)/1" }
}

/// One report as it is written: the header beside the body's own keys, in one object with sorted keys.
package struct ReportFile<Body: Encodable & Sendable>: Encodable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case header
    }

    package let header: ReportHeader
    package let body: Body

    package init(header: ReportHeader, body: Body) {
        self.header = header
        self.body = body
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(header, forKey: .header)
        try body.encode(to: encoder)
    }

    /// The bytes of the file: equal values give equal bytes.
    package func data() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}

extension ReportHeader {
    private struct Alone: Encodable {
        let header: ReportHeader
    }

    /// A report's bytes with this header in the place of its own, every other byte as it was.
    ///
    /// - Returns: `nil` where the bytes are no report that ``ReportFile`` wrote.
    func replacing(in report: Data) throws -> Data? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let own = String(decoding: try encoder.encode(Alone(header: self)), as: UTF8.self)
        let text = String(decoding: report, as: UTF8.self)
        // A header is flat, and indented by two: the first brace on a line of its own at that depth ends it.
        guard let start = text.range(of: "\n  \"header\" : {\n"),
            let end = text.range(of: "\n  }", range: start.upperBound..<text.endIndex),
            let ownStart = own.range(of: "\n  \"header\" : {\n"),
            let ownEnd = own.range(of: "\n  }", range: ownStart.upperBound..<own.endIndex)
        else { return nil }
        return Data(
            (text[..<start.lowerBound] + own[ownStart.lowerBound..<ownEnd.upperBound] + text[end.upperBound...]).utf8)
    }
}
