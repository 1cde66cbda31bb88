import ArgumentParser
import Domain
import Foundation
import Pipeline
import Reports
import Store

struct ReportCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv
    }

    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Print a report of the published run.",
        discussion: """
            CSV prints one list of the report; where it has several, name one with --list. Without a name, of cohorts it is \
            the first triangle (triangle.month.retention), of affinity the rules.
            """)

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
        do {
            try show(report, target, run)
        } catch let error as DecodingError {
            throw unreadable(target.reports.path(report, run: run), error)
        }
    }

    private func show(_ report: ReportName, _ target: ReadingOptions.Target, _ run: String) throws {
        switch format {
        case .json: Terminal.export(Data(try target.bytes(report, run: run)))
        case .csv where report == .cohorts && list.map { $0.hasPrefix("triangle.") } ?? true:
            Terminal.export(Data(try triangle(of: CohortReport(file: target.bytes(report, run: run))).csv.utf8))
        case .csv:
            var csv = ReportCSV(try chosenList(target.source(report, run: run)))
            while let piece = csv.next() { Terminal.export(Data(piece)) }
        case .table:
            let style = TextStyle(isColoured: Self.isColoured)
            Terminal.printStyled(try report.text(of: target.bytes(report, run: run), style))
            // Another report of the same run, which may be of before there was one.
            let quality = report == .cohorts ? try target.reports.data(.dataQuality, run: run) : nil
            if let quality { print(try DataQualityReport(file: quality).cohortChangesText, terminator: "") }
        }
    }

    /// A file that another version wrote, or that is damaged.
    private func unreadable(_ path: String, _ error: DecodingError) -> RunError {
        let missing = if case .keyNotFound(let key, _) = error { " (it has no `\(key.stringValue)`)" } else { "" }
        return RunError(
            .storeUnreachable,
            "\(path) cannot be read as a report of this version\(missing); print it with --format json, or run the pipeline "
                + "with --force to write it anew")
    }

    private func chosenList(_ report: JSONSource) throws -> ReportList {
        let names = ReportList.names(in: report)
        let known = names.joined(separator: ", ")
        let usual = name == ReportName.affinity.rawValue ? "rules" : names.first
        guard let wanted = list ?? usual else { throw RunError(.usage, "report \(name) has no list") }
        guard list != nil || names.count == 1 || wanted == "rules" else {
            throw RunError(.usage, "report \(name) has several lists; give --list with one of \(known)")
        }
        guard let found = ReportList(wanted, in: report) else {
            throw RunError(.usage, "report \(name) has no list `\(wanted)`; its lists are \(known)")
        }
        return found
    }

    /// The triangle that `list` names, or the first one.
    private func triangle(of report: CohortReport) throws -> CohortTriangle {
        let triangles = report.triangles
        guard let found = list.map({ name in triangles.first { $0.name == name } }) ?? triangles.first else {
            let known = triangles.map(\.name).joined(separator: ", ")
            throw RunError(.usage, "report cohorts has no such triangle; it has \(known)")
        }
        return found
    }

    /// Colours are for terminals, and for nobody who asked for none (no-color.org).
    private static var isColoured: Bool {
        let isUnwanted = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(STDOUT_FILENO) == 1 && !isUnwanted
    }
}
