import ArgumentParser
import Domain
import Foundation
import Pipeline
import Store

struct ReportCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv
    }

    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Print a report of the published run.",
        discussion: "CSV prints one list of the report; where it has several, name one with --list.")

    @Argument(help: "\(ReportName.allCases.map(\.rawValue).joined(separator: ", ")).")
    var name: String

    @Option(help: "table for people, json as the file has it, csv one flat list.")
    var format = Format.table

    @Option(help: "The list that CSV prints.")
    var list: String?

    @OptionGroup var reading: ReadingOptions

    func run() throws {
        guard let report = ReportName(rawValue: name) else {
            let known = ReportName.allCases.map(\.rawValue).joined(separator: ", ")
            throw RunError(.usage, "there is no report `\(name)`; the reports are \(known)")
        }
        guard list == nil || format == .csv else { throw RunError(.usage, "--list goes with --format csv alone") }
        let target = try reading.open()
        let run = try target.store.snapshot().run.id.text
        let bytes = try target.bytes(report, run: run)
        switch format {
        case .json: FileHandle.standardOutput.write(Data(bytes))
        case .csv: print(try chosenList(JSONDecoding.value(bytes)).csv, terminator: "")
        case .table:
            print(try text(report, JSONDecoding.value(bytes)), terminator: "")
            // Another report of the same run, which may be of before there was one.
            let quality = report == .cohorts ? target.reports.data(.dataQuality, run: run) : nil
            if let quality { print(CohortChangesText(try JSONDecoding.value(Array(quality))).text, terminator: "") }
        }
    }

    private func chosenList(_ report: JSONValue) throws -> ReportList {
        let lists = ReportList.all(in: report)
        let names = lists.map(\.name).joined(separator: ", ")
        if let list {
            guard let found = lists.first(where: { $0.name == list }) else {
                throw RunError(.usage, "report \(name) has no list `\(list)`; its lists are \(names)")
            }
            return found
        }
        guard let first = lists.first else { throw RunError(.usage, "report \(name) has no list") }
        guard lists.count == 1 else {
            throw RunError(.usage, "report \(name) has several lists; give --list with one of \(names)")
        }
        return first
    }

    private func text(_ name: ReportName, _ report: JSONValue) -> String {
        if name == .cohorts { return RetentionTriangle(report, isColoured: isatty(STDOUT_FILENO) == 1).text }
        if name == .affinity { return AffinityText(report).text }
        let tables = ReportText(name, report).text
        return switch name {
        case .ltv: LifetimeSummary(report).text + tables
        case .churn: ChurnSummary(report).text + tables
        default: tables
        }
    }
}
