import ArgumentParser
import Domain
import Foundation
import Ingest
import Pipeline
import Reports

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check a source without running: the reconciliation and the worst rows.")

    @Argument(help: "Folder or file of a source, an SQLite file, or a pipeline file.", completion: .file())
    var source: String

    @Option(help: "Mapping: a shipped one's name or a path; the canonical tables by default.")
    var mapping: String?

    @Option(help: "IANA time zone of local days.")
    var timezone = "UTC"

    @Option(help: "Currency in which money is reported.")
    var currency = "EUR"

    @Option(help: "Quarantined rows to show of each reason.")
    var rows = 3

    func run() throws {
        try require("--rows", rows, in: 0...1_000_000)
        let description = try description()
        do {
            let result = try Ingest.read(description, jobs: ProcessInfo.processInfo.activeProcessorCount)
            let isEmpty = result.quality.tables.allSatisfy { $0.accepted == 0 }
            print(isEmpty ? "no row was accepted" : "as of \(result.shop.asOf), input \(result.digest.prefix(12))")
            printQuality(result.quality)
            try InputChecks.refuse(result.quality, guards())
            let accepted = try guards().accepted
            let failed = result.quality.checks.filter { $0.outcome == .failed && !accepted.contains($0.name) }
            guard let first = failed.first else { return }
            throw RunError(
                .heldBack,
                "check \(first.name) would hold a run back: found \(first.found), allowed \(first.allowed)"
                    + (failed.count > 1 ? " (and \(failed.dropFirst().map(\.name).joined(separator: ", ")))" : "")
                    + "; if it is right as it is, write `accept: [\(first.name)]` in the pipeline")
        } catch let error as IngestError {
            printQuality(error.quality)
            throw error
        }
    }

    /// What the pipeline allows, or a pipeline without a word on it.
    private func guards() throws -> PipelineDefinition.Guards {
        let isPipeline = source.hasSuffix(".yaml") || source.hasSuffix(".yml")
        return try isPipeline
            ? PipelineDefinition(contentsOf: source).guards : PipelineDefinition.Guards()
    }

    private func description() throws -> SourceDescription {
        if source.hasSuffix(".yaml") || source.hasSuffix(".yml") {
            return try Runner(PipelineDefinition(contentsOf: source), jobs: 1).source()
        }
        guard let zone = ShopZone(identifier: timezone) else {
            throw RunError(.usage, "`\(timezone)` is no known time zone; give an IANA name like Europe/Berlin")
        }
        let database = DatabaseSource.isFile(source) ? DatabaseSource.file(source) : nil
        return SourceDescription(
            paths: database == nil ? [source] : [], database: database, mapping: mapping, zone: zone, currency: currency
        )
    }

    private func printQuality(_ quality: DataQuality) {
        guard !quality.tables.isEmpty else { return }
        var table = TextTable(
            [
                "table", "read", "accepted", "duplicates", "superseded", "set aside", "quarantined", "after as_of",
                "reasons",
            ],
            numeric: [1, 2, 3, 4, 5, 6, 7])
        for row in quality.tables {
            let reasons = row.reasons.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { "\($0.key.rawValue) \(Figure.count($0.value))" }
            table.add(
                [row.table]
                    + [
                        row.read, row.accepted, row.duplicates, row.superseded, row.setAside, row.quarantined,
                        row.afterAsOf,
                    ].map(Figure.count)
                    + [reasons.joined(separator: ", ")])
        }
        print(table.text, terminator: "")
        for row in quality.tables where !row.ignoredColumns.isEmpty {
            print("\(row.table): nothing reads \(row.ignoredColumns.joined(separator: ", "))")
        }
        if !quality.unreadFiles.isEmpty { print("no table takes \(quality.unreadFiles.joined(separator: ", "))") }
        for row in quality.tables {
            for cells in row.badCells {
                print(
                    "\(row.table): \(cells.count) cells of \(cells.column) taken as missing (\(cells.reason.rawValue))")
            }
            for (column, count) in row.rounded.sorted(by: { $0.key < $1.key }) {
                print("\(row.table): \(count) numbers of \(column) rounded to four decimals")
            }
            if let stake = MoneyAtStake(of: row, in: quality) {
                print(
                    "\(row.table): \(row.quarantined) rows refused, about \(MoneyAtStake.whole(row.quarantinedMoney)),"
                        + " \(MoneyAtStake.percent(stake.share)) of what was accepted")
            }
        }
        for kind in quality.refusals { print("\(kind.table): \(RefusalText.line(kind))") }
        for check in quality.checks {
            print("\(check.outcome.rawValue) \(check.name): found \(check.found), allowed \(check.allowed)")
        }
        printWorst(quality.quarantine)
    }

    /// The first rows of every table and reason.
    private func printWorst(_ quarantine: [QuarantinedRow]) {
        var shown: [String: Int] = [:]
        for row in quarantine {
            let kind = "\(row.table) \(row.reason.rawValue)"
            shown[kind, default: 0] += 1
            guard shown[kind, default: 0] <= rows else { continue }
            let raw = row.raw.count > 100 ? row.raw.prefix(100) + "…" : Substring(row.raw)
            let column = row.column.map { ", column \($0)" } ?? ""
            print("\(row.source) row \(row.row)\(column): \(row.reason.rawValue): \(raw.printableLine)")
        }
    }
}
