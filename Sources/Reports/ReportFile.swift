package import Domain
internal import Foundation

/// What stands at the head of every report.
package struct ReportHeader: Codable, Equatable, Sendable, Documented {
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

    package static let meanings = [
        "schema": "Name and version of this report's form, for example `quimbi.cohorts/1`.",
        "pipeline": "Name of the pipeline.",
        "run_id": "Id of the run that published the report: UTC start time.",
        "as_of": "Records stamped at or after this instant did not count.",
        "generated_at": "Clock time at which the file was written; the only clock figure outside the report `run`.",
        "timezone": "IANA zone of local days and hours.",
        "currency": "ISO 4217 code of every amount.",
    ]

    package init(
        schema: String, pipeline: String, runID: String, asOf: Instant, generatedAt: Instant, timezone: String,
        currency: String
    ) {
        (self.schema, self.pipeline, self.runID) = (schema, pipeline, runID)
        (self.asOf, self.generatedAt, self.timezone, self.currency) = (asOf, generatedAt, timezone, currency)
    }
}

/// One report as it is written: the header beside the body's own keys, in one object with sorted keys.
package struct ReportFile<Body: Codable & Sendable>: Codable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case header
    }

    package let header: ReportHeader
    package let body: Body

    package init(header: ReportHeader, body: Body) {
        self.header = header
        self.body = body
    }

    package init(from decoder: any Decoder) throws {
        header = try decoder.container(keyedBy: CodingKeys.self).decode(ReportHeader.self, forKey: .header)
        body = try Body(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(header, forKey: .header)
        try body.encode(to: encoder)
    }

    /// The bytes of the file, on one line: equal values give equal bytes.
    package func bytes() throws -> [UInt8] {
        try SortedJSON.bytes(self) + [UInt8(ascii: "\n")]
    }
}

extension ReportHeader {
    private static let opening = "\"header\":{"

    /// A report's bytes with this header in the place of its own, every other byte as it was.
    ///
    /// `nil` where the bytes are no report: its header is flat and the only member of that name.
    package func replacing(in report: [UInt8]) throws -> [UInt8]? {
        let report = Data(report)
        guard let start = report.range(of: Data(Self.opening.utf8)),
            let end = report.range(of: Data("}".utf8), in: start.upperBound..<report.endIndex)
        else { return nil }
        let own = try Array("\"header\":".utf8) + SortedJSON.bytes(self)
        return Array(report[..<start.lowerBound]) + own + report[end.upperBound...]
    }
}
