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

    /// The bytes of the file, on one line: equal values give equal bytes.
    package func data() throws -> Data {
        try JSONEncoder.sortedKeys.encode(self) + Data("\n".utf8)
    }
}

extension JSONEncoder {
    /// Equal values give equal texts.
    static var sortedKeys: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension ReportHeader {
    private static let opening = "\"header\":{"

    /// A report's bytes with this header in the place of its own, every other byte as it was.
    ///
    /// `nil` where the bytes are no report: its header is flat and the only member of that name.
    func replacing(in report: Data) throws -> Data? {
        guard let start = report.range(of: Data(Self.opening.utf8)),
            let end = report.range(of: Data("}".utf8), in: start.upperBound..<report.endIndex)
        else { return nil }
        let own = try Data("\"header\":".utf8) + JSONEncoder.sortedKeys.encode(self)
        return report[..<start.lowerBound] + own + report[end.upperBound...]
    }
}
