import ArgumentParser
import Domain
import Foundation
import Pipeline
import Reports
import Store
import Tables

struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "Show the source rows that were not accepted, and why.",
        subcommands: [List.self, Export.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Count the rows by table and reason, and show some.")

        @Option(help: "Rows to show.")
        var rows = 20

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            try require("--rows", rows, in: 0...1_000_000)
            let snapshot = try reading.open().store.snapshot()
            var counts: [String: Int] = [:]
            var shown = TextTable(["table", "source", "row", "column", "reason", "text"], numeric: [2])
            try QuarantinePages(snapshot).forEach { index, row in
                counts["\(row.tableName) \(row.reason)", default: 0] += 1
                guard index < rows else { return }
                shown.add([
                    row.tableName, row.source, "\(row.row)", row.columnName ?? "", row.reason,
                    row.raw.count > 60 ? row.raw.prefix(60) + "…" : row.raw,
                ])
            }
            for (kind, count) in counts.sorted(by: { $0.key < $1.key }) { print("\(kind): \(Figure.count(count))") }
            print(counts.isEmpty ? "no row is quarantined\n" : shown.text, terminator: "")
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print every row as CSV.")

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            let columns = ["table", "source", "row", "column", "reason", "raw"]
            Terminal.export(Data(ReportCSV.line(columns).utf8))
            try QuarantinePages(reading.open().store.snapshot()).forEach { _, row in
                let cells = [row.tableName, row.source, "\(row.row)", row.columnName ?? "", row.reason, row.raw]
                Terminal.export(Data(ReportCSV.line(cells).utf8))
            }
        }
    }
}

/// All quarantined rows of a run, a page at a time.
struct QuarantinePages {
    private let snapshot: Snapshot

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
    }

    func forEach(_ body: (Int, QuarantineRow) throws -> Void) throws {
        var (position, index): (Int64, Int) = (0, 0)
        while true {
            let after = position
            let page = try snapshot.readBlocking { try $0.quarantine(after: after, limit: 1_000) }
            guard let last = page.last else { return }
            for row in page {
                try body(index, row.row)
                index += 1
            }
            position = last.position
        }
    }
}
