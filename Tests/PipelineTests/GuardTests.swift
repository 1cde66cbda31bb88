import Foundation
import Pipeline
import SampleShop
import Store
import Testing

/// Guards fail closed: what is due and cannot be compared with the published run holds the new one back.
@Suite(.serialized)
struct GuardTests {
    private let place: Workplace
    private let program: Program

    /// A published run over a shop, after which the source has lost nine customers of ten.
    init() throws {
        place = try Workplace()
        program = Program(folder: place.path)
        let shop = SampleShop(.init(customers: 60, seed: 1, tickets: false))
        _ = try shop.write(to: place.path + "/whole")
        _ = try SampleShop(.init(customers: 6, seed: 1, tickets: false)).write(to: place.path + "/lost")
        try place.write("source: { path: shop }\nmax_days_without_order: 100000\n", to: "p.yaml")
        try offer("whole")
        let ended = try program.run("run", "p.yaml")
        try #require(ended.code == 0, "\(ended.errors)")
    }

    private func offer(_ shop: String) throws {
        try? FileManager.default.removeItem(atPath: place.path + "/shop")
        try FileManager.default.createSymbolicLink(atPath: place.path + "/shop", withDestinationPath: shop)
    }

    private func paths(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(place.path)/\(folder)").sorted()
            .map { "\(place.path)/\(folder)/\($0)" }
    }

    /// What may happen to what the comparisons need.
    enum Damage: String, CaseIterable {
        case none, modelGone, modelBroken, folderGone, fileGone, fileBroken
    }

    private func damage(_ damage: Damage) throws {
        let run = try #require(try paths("data/default/p/runs").first { $0.hasSuffix("Z") })
        switch damage {
        case .none: break
        case .modelGone: try FileManager.default.removeItem(atPath: "\(place.path)/models/p/segments/v0001.json")
        case .modelBroken: try place.write("{\"segments\": 1}", to: "models/p/segments/v0001.json")
        case .folderGone: try FileManager.default.removeItem(atPath: run)
        case .fileGone: try FileManager.default.removeItem(atPath: run + "/ingest.sqlite")
        case .fileBroken: try Data(repeating: 7, count: 8_192).write(to: URL(filePath: run + "/ingest.sqlite"))
        }
    }

    @Test(arguments: Damage.allCases)
    func `a shop that lost its customers is held back whatever happened to the last run`(damage: Damage) throws {
        try self.damage(damage)
        try offer("lost")
        let ended = try program.run("run", "p.yaml")
        #expect(ended.code == 4, "\(damage): \(ended.code) \(ended.errors)")
        #expect(ended.sentences.count == 1 && ended.sentences[0].contains("is held back by check"), "\(ended.errors)")
        if [.folderGone, .fileGone].contains(damage) {
            #expect(ended.errors.contains("runs rollback") && ended.errors.contains("--accept-uncompared"))
        }
    }

    @Test(arguments: Damage.allCases.filter { $0 != .none })
    func `there is a way on that says so, and the run after it is an ordinary one`(damage: Damage) throws {
        try self.damage(damage)
        #expect(try program.run("run", "p.yaml", "--force").code == 4)
        let accepted = try program.run("run", "p.yaml", "--force", "--accept-uncompared")
        #expect(accepted.code == 0, "\(accepted.errors)")
        let id = try #require(accepted.output.split(separator: " ").dropFirst().first)
        let shown = try program.run("runs", "show", String(id), "--pipeline", "p.yaml")
        #expect(shown.output.contains("compared_with_last_run") && shown.output.contains("warned"), "\(shown.output)")
        #expect(try program.run("run", "p.yaml", "--force").code == 0)
    }

    @Test func `what fails after publishing is a warning, and the next run does it`() throws {
        // A folder where the link should be.
        try FileManager.default.removeItem(atPath: place.path + "/reports/p/latest")
        try place.write("mine", to: "reports/p/latest/file")
        let ended = try program.run("run", "p.yaml", "--force")
        #expect(ended.code == 0, "\(ended.errors)")
        #expect(ended.sentences.count == 1 && ended.sentences[0].hasPrefix("quimbi: warning: run "), "\(ended.errors)")
        #expect(FileManager.default.fileExists(atPath: place.path + "/reports/p/latest/file"))
        try FileManager.default.removeItem(atPath: place.path + "/reports/p/latest")
        let next = try program.run("run", "p.yaml", "--force")
        #expect(next.code == 0 && next.sentences.isEmpty, "\(next.errors)")
        #expect(FileManager.default.fileExists(atPath: place.path + "/reports/p/latest/run.json"))
    }

    @Test func `records of next century are held back before anything is computed from them`() throws {
        var csv = "order_id,customer_id,ordered_at,total\n"
        for order in 0..<300 {
            csv += "O\(order),C\(order),\(1970 + order * 129 / 300)-0\(1 + order % 9)-01T00:00:00Z,10.00\n"
        }
        try FileManager.default.removeItem(atPath: place.path + "/shop")
        try place.write(csv, to: "shop/orders.csv")
        let ended = try program.run("run", "p.yaml")
        #expect(ended.code == 4 && ended.errors.contains("as_of_not_in_future"), "\(ended.errors)")
        #expect(!ended.errors.contains("\"stage\":\"cohorts\""), "\(ended.errors)")
        let listed = try program.run("runs", "list", "--pipeline", "p.yaml")
        #expect(listed.output.contains("held_back"))
    }
}
