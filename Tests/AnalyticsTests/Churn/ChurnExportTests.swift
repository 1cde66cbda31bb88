import Analytics
import Domain
import Foundation
import Kernels
import Testing

/// The tables that others learn from hold the rows that the candidates saw, and no more than these.
struct ChurnExportTests {
    private struct Exported {
        let entries: [ChurnBacktest.Entry]
        /// By path, in the order in which they were written.
        let paths: [String]
        let tables: [String: [[String]]]
    }

    /// The first customer's id has to be quoted.
    private static let shop: Shop = {
        var shop = ChurnFittingTests.shop
        shop.customers.ids = StringTable([awkward] + shop.customers.ids.strings.dropFirst())
        return shop
    }()
    private static let awkward = "first, \"old\""

    private static let exported: Exported = {
        var options = ChurnOptions()
        options.horizonDays = 60
        var (paths, tables): ([String], [String: [[String]]]) = ([], [:])
        let entries = ChurnBacktest.run(ChurnSource(shop), options, cutoffs: 2, seed: 1, jobs: 2) { table in
            paths.append(table.path)
            tables[table.path] = table.text.split(separator: "\n").map(cells)
        }
        return Exported(entries: entries, paths: paths, tables: tables)
    }()

    /// RFC 4180 for one line, without line breaks in cells.
    private static func cells(_ line: Substring) -> [String] {
        var (cells, isQuoted) = ([""], false)
        for letter in line.replacing("\"\"", with: "\u{1}") {
            switch letter {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(letter == "\u{1}" ? "\"" : letter)
            }
        }
        return cells
    }

    private func column(_ name: String, _ path: String) throws -> [String] {
        let table = try #require(Self.exported.tables[path])
        let place = try #require(table[0].firstIndex(of: name), "\(path) has no column \(name)")
        return table.dropFirst().map { $0[place] }
    }

    private func windows(ending end: Int32) throws -> ChurnWindows {
        try #require(ChurnWindows(first: Self.shop.firstOrderDay, end: end, horizonDays: 60))
    }

    @Test func `three tables a past day, the latest day first`() throws {
        let days = ([0, 60] as [Int32]).map { "\(CivilDate(daysSince1970: Self.shop.lastDay - 60 - $0))" }
        #expect(
            Self.exported.paths
                == days.flatMap { day in ["train", "calibration", "holdout"].map { "\(day)/\($0).csv" } })
    }

    @Test func `rows, features and labels are those of the frames`() throws {
        let windows = try windows(ending: Self.shop.lastDay)
        let frames = ChurnFrames(ChurnSource(Self.shop), windows, jobs: 2)
        let day = "\(CivilDate(daysSince1970: windows.holdout))"
        for (name, parts) in [
            ("train", frames.training), ("calibration", [frames.calibration]), ("holdout", [frames.holdout]),
        ] {
            let path = "\(day)/\(name).csv"
            let ids = parts.flatMap { $0.customers.map { Self.shop.customers.ids[Int($0)] } }
            #expect(try column("customer_id", path) == ids && (name != "holdout" || ids.contains(Self.awkward)))
            let cutoffs = parts.flatMap { part in
                [String](repeating: "\(CivilDate(daysSince1970: part.day))", count: part.count)
            }
            #expect(try column("cutoff", path) == cutoffs)
            #expect(try column("has_left", path) == parts.flatMap { ($0.hasLeft ?? []).map { $0 ? "1" : "0" } })
            for feature in [Feature.recencyDays, .avgOrderValue, .meanGapDays] {
                let expected = parts.flatMap { $0.features[feature.rawValue] }
                let found = try column(feature.name, path).map { $0.isEmpty ? Double.nan : Double($0) ?? .infinity }
                #expect(zip(found, expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
            }
        }
    }

    /// What ranks customers in the tables ranks them as the figures say; with the season taken off, losses are the same too.
    @Test func `scores are those that the figures were made of`() throws {
        for entry in Self.exported.entries {
            let path = "\(entry.knownThrough)/holdout.csv"
            let labels = try column("has_left", path).map { $0 == "1" }
            let figures = try #require(entry.figures)
            let scores = try column("score_\(entry.candidate)", path).map { Double($0) ?? .nan }
            #expect(AreaUnderCurve(scores: scores, labels: labels)?.value == figures.auc)
            let probabilities = scores.map { 1 / (1 + exp(-$0 - (entry.seasonShift ?? 0))) }
            #expect(abs((logLoss(probabilities, labels) ?? 0) - figures.logLoss) < 1e-9)
            #expect(try column("is_active", path).count { $0 == "1" } == figures.activeCustomers)
        }
        #expect(Self.exported.entries.count == 8)
    }

    @Test func `the label stands last, and what followed the cutoff nowhere else`() throws {
        for (path, table) in Self.exported.tables {
            #expect(table[0].prefix(2) == ["customer_id", "cutoff"] && table[0].last == "has_left")
            let names = Set(table[0].dropFirst(2).dropLast()).subtracting(["is_active"])
            let scores = names.filter { $0.hasPrefix("score_") }
            #expect(names.subtracting(scores).isSubset(of: Feature.allCases.map(\.name)))
            #expect(scores.isEmpty == !path.hasSuffix("holdout.csv"))
        }
    }
}
