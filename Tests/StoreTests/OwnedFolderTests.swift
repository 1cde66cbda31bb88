import Domain
import Foundation
import Store
import Testing

/// Tries to make everything that removes something remove a neighbour's file.
struct OwnedFolderTests {
    private let root = Fixture.temporaryPath()

    private func folder(_ path: String = "own", pipeline: String = "nightly") -> OwnedFolder {
        OwnedFolder(.reports, path: "\(root)/\(path)", tenant: "default", pipeline: pipeline)
    }

    private func put(_ path: String, _ text: String = "precious") throws {
        let url = URL(fileURLWithPath: "\(root)/\(path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(root)/\(path)", withDestinationPath: target)
    }

    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    private static func everything(_ name: String) -> Bool { true }

    @Test func `what was claimed empty is removed, with the names that are ours`() throws {
        let own = folder()
        try own.claim { _ in false }
        try put("own/run1/a.json")
        #expect(try own.removeFolder("run1") { $0 == "a.json" })
        #expect(!isThere("own/run1") && isThere("own"))
    }

    @Test func `a file of another name keeps its folder`() throws {
        let own = folder()
        try own.claim { _ in false }
        try put("own/run1/a.json")
        try put("own/run1/notes.txt")
        #expect(try !own.removeFolder("run1") { $0 == "a.json" })
        #expect(!isThere("own/run1/a.json") && isThere("own/run1/notes.txt"))
    }

    @Test func `a folder without a marker loses nothing`() throws {
        let own = folder()
        try put("own/run1/a.json")
        #expect(try !own.removeFolder("run1", isOurs: Self.everything))
        try own.removeFiles(in: "run1", isOurs: Self.everything)
        #expect(isThere("own/run1/a.json"))
        // A claim does not make strange content ours.
        try own.claim { _ in false }
        #expect(try !own.isOwn())
        #expect(try !own.removeFolder("run1", isOurs: Self.everything))
        #expect(isThere("own/run1/a.json"))
    }

    @Test func `a folder of an earlier build is adopted by a run that the ledger knows`() throws {
        try put("own/run1/a.json")
        let own = folder()
        try own.claim { $0 == "run1" }
        #expect(try own.isOwn())
        #expect(try own.removeFolder("run1", isOurs: Self.everything))
    }

    @Test func `the folder of another pipeline, tenant or kind is refused and loses nothing`() throws {
        try folder().claim { _ in false }
        try put("own/run1/a.json")
        let others = [
            folder(pipeline: "weekly"),
            OwnedFolder(.reports, path: "\(root)/own", tenant: "acme", pipeline: "nightly"),
            OwnedFolder(.models, path: "\(root)/own", tenant: "default", pipeline: "nightly"),
        ]
        for other in others {
            #expect(code { try other.claim { _ in true } } == .foreignFolder)
            #expect(try !other.removeFolder("run1", isOurs: Self.everything))
            try other.removeFiles(in: "run1", isOurs: Self.everything)
        }
        #expect(isThere("own/run1/a.json"))
    }

    @Test func `nothing is removed through a link`() throws {
        let (own, neighbour) = (folder(), folder("neighbour", pipeline: "weekly"))
        try own.claim { _ in false }
        try neighbour.claim { _ in false }
        try put("neighbour/run1/a.json")
        // A run's folder that leads elsewhere, a file that does, and a whole folder that does.
        try link("own/run1", to: "../neighbour/run1")
        try put("own/run2/b.json")
        try link("own/run2/a.json", to: "../../neighbour/run1/a.json")
        try link("alias", to: "own")
        try own.removeFiles(in: "run1", isOurs: Self.everything)
        #expect(try !own.removeFolder("run1", isOurs: Self.everything))
        #expect(try !own.removeFolder("run2", isOurs: Self.everything))
        #expect(try !folder("alias").removeFolder("run2", isOurs: Self.everything))
        #expect(isThere("neighbour/run1/a.json") && isThere("own/run2/a.json"))
    }

    @Test(arguments: ["..", ".", "", "../neighbour", "run1/../../neighbour"])
    func `a name that leads out of the folder removes nothing`(name: String) throws {
        let own = folder()
        try own.claim { _ in false }
        try put("neighbour/a.json")
        _ = try own.removeFolder(name, isOurs: Self.everything)
        try own.removeFiles(in: name, isOurs: Self.everything)
        #expect(isThere("neighbour/a.json") && isThere("own"))
    }

    @Test func `a neighbour's file among a run's tables, and a run that the ledger does not know, stay`() throws {
        let fixture = try Fixture()
        let first = try fixture.publish(1)
        let neighbours = [
            "\(fixture.path(of: first))/notes.txt", "\(fixture.root)/default/nightly/runs/stray/features.sqlite",
        ]
        for path in neighbours {
            let url = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: url)
        }
        try fixture.publish(2)
        try fixture.publish(3)
        try fixture.store.prune(keepRuns: 1, under: fixture.lock(at: .day(4)))
        #expect(try fixture.store.run(first)?.hasFiles == false)
        #expect(!FileManager.default.fileExists(atPath: fixture.path(of: first) + "/features.sqlite"))
        for path in neighbours { #expect(FileManager.default.fileExists(atPath: path), "\(path)") }
    }
}

/// A ledger that is gone, or has forgotten its runs, is damage and no new store.
struct LostLedgerTests {
    enum Damage: CaseIterable { case missing, empty, withoutRuns }

    @Test(arguments: Damage.allCases)
    func `the store is not opened, and nothing goes`(damage: Damage) throws {
        let fixture = try Fixture()
        let run = try fixture.publish(1)
        let ledger = "\(fixture.root)/default/nightly/ledger.sqlite"
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: ledger + suffix) }
        switch damage {
        case .missing: break
        case .empty: try Data().write(to: URL(fileURLWithPath: ledger))
        case .withoutRuns:
            _ = try fixture.open(pipeline: "other")
            try FileManager.default.copyItem(atPath: "\(fixture.root)/default/other/ledger.sqlite", toPath: ledger)
        }
        #expect(code { _ = try fixture.open() } == .lostLedger)
        #expect(FileManager.default.fileExists(atPath: fixture.path(of: run) + "/features.sqlite"))
        // A pipeline with runs is there, ledger or not.
        #expect(try RunStore.pipelines(fixture.address, tenant: "default").contains("nightly"))
        #expect(code { _ = try RunStore.lastPublished(fixture.address, tenant: "default") } == .lostLedger)
    }
}
