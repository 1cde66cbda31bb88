import Domain
import Foundation
import Testing

/// `docs/methods/features.md` defines every axis and every feature.
struct FeaturePageTests {
    @Test func `every axis and feature has a definition`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../docs/methods/features.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let defined = Set(rows.flatMap { $0.split(separator: "|")[0].split(separator: "`").map(String.init) })
        #expect(Axis.allFeatures.filter { !defined.contains($0) } == [])
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("## ") }
        for (place, axis) in Axis.allCases.enumerated() {
            #expect(headings.contains { $0.hasPrefix("## \(place + 1). `\(axis.rawValue)`") }, "\(axis.rawValue)")
        }
    }
}
