package import Domain
internal import Foundation

/// One report of a run, in one file: the body as JSON holds it, what each figure means, and the text for a terminal.
///
/// A body is made from what the analysis found and decides nothing: JSON, CSV, the read API and the terminal show the same.
/// The file of a report is ``ReportFile``, its JSON Schema ``ReportSchema``.
package protocol Report: Codable, Sendable, Documented {
    static var name: ReportName { get }

    /// The report as a person reads it.
    func text(_ style: TextStyle) -> String
}

/// How a text is set.
package struct TextStyle: Sendable {
    /// Whether the terminal shows colours.
    package let isColoured: Bool

    package init(isColoured: Bool = false) { self.isColoured = isColoured }
}

extension ReportName {
    /// The type of the report's body: the one list that a new report is added to.
    package var type: any Report.Type {
        switch self {
        case .run: RunReport.self
        case .dataQuality: DataQualityReport.self
        case .segments: SegmentReport.self
        case .archetypes: ArchetypeReport.self
        case .ltv: LifetimeReport.self
        case .churn: ChurnReport.self
        case .cohorts: CohortReport.self
        case .affinity: AffinityReport.self
        case .support: SupportReport.self
        case .agents: AgentReport.self
        case .sla: ServiceReport.self
        }
    }

    /// The text of a report, given the bytes of its file.
    package func text(of file: some Sequence<UInt8>, _ style: TextStyle = TextStyle()) throws -> String {
        let text = try type.init(file: file).text(style)
        // Only cohorts have colours; their labels are made printable one by one.
        return self == .cohorts ? text : text.printable
    }
}

extension [String] {
    /// The parts of a text that are not empty, with a line between them.
    var asParts: String { filter { !$0.isEmpty }.joined(separator: "\n") }
}

extension Report {
    /// Reads the body out of the bytes of a report's file.
    package init(file: some Sequence<UInt8>) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(file))
    }
}
