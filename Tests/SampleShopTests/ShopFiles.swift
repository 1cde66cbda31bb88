import Foundation
import SampleShop
import Testing

/// A generated shop read back into memory; nothing of it stays on disk.
struct ShopFiles {
    /// File contents by path within the folder.
    let contents: [String: Data]
    let summary: SampleShop.Summary

    init(_ configuration: SampleShop.Configuration) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shop-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        summary = try SampleShop(configuration).write(to: folder.path)
        contents = try Self.read(folder)
    }

    /// Every file in a folder and the folders in it.
    static func read(_ folder: URL) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path.contains(".") {
            contents[path] = try Data(contentsOf: folder.appendingPathComponent(path))
        }
        return contents
    }

    /// The rows of a table as dictionaries by column, in the file's order.
    func rows(_ table: String) throws -> [[String: String]] {
        let data = try #require(contents[table + ".csv"])
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let columns = fields(try #require(lines.first))
        return try lines.dropFirst().map { line in
            let values = fields(line)
            try #require(values.count == columns.count, "\(table): \(line)")
            return Dictionary(uniqueKeysWithValues: zip(columns, values))
        }
    }

    /// Splits a line at commas outside quotes; the shop writes no line break inside a field.
    private func fields(_ line: Substring) -> [String] {
        var fields = [""]
        var quoted = false
        for character in line {
            switch character {
            case "\"": quoted.toggle()
            case "," where !quoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}

extension [String: String] {
    /// A column's text; empty where there is no such column.
    func text(_ column: String) -> String { self[column] ?? "" }

    /// Cents of a money column.
    func cents(_ column: String) throws -> Int {
        let parts = text(column).split(separator: ".")
        try #require(parts.count == 2 && parts[1].count == 2, "\(column) is \(text(column))")
        return try #require(Int(parts[0] + parts[1]))
    }

    func integer(_ column: String) throws -> Int { try #require(Int(text(column))) }

    func number(_ column: String) throws -> Double { try #require(Double(text(column))) }
}

/// Pearson's correlation.
func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    var (xy, xx, yy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
        xy += (a - meanX) * (b - meanY)
        xx += (a - meanX) * (a - meanX)
        yy += (b - meanY) * (b - meanY)
    }
    return xy / (xx * yy).squareRoot()
}
