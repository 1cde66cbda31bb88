import Domain
import Foundation
import Store
import Tables
import Testing

@Suite(.serialized, .enabled(if: SmallDisk.isAllowed, "mounting a small disk is not permitted here"))
struct FullDiskTests {
    @Test func `a full disk ends a stage with one sentence and leaves what is published`() throws {
        let disk = try SmallDisk(megabytes: 8)
        defer { disk.remove() }
        let fixture = try Fixture(root: disk.path + "/data")
        try fixture.publish(1)
        let error = #expect(throws: StoreError.self) {
            try fixture.publish(on: 2) { draft in
                let writer = try draft.writer(for: .features)
                try writer.append(SmallRun.filled(CustomerFeaturesTable.table, 100_000, 2))
                try writer.finish(digest: nil)
            }
        }
        #expect(error?.code == .diskFull)
        #expect(error?.message.contains("no space is left on the device") == true)
        #expect(try fixture.figure() == 1)
        try fixture.publish(3)
        #expect(try fixture.figure() == 3)
    }

    @Test func `history that does not fit leaves the ledger as it was`() throws {
        let disk = try SmallDisk(megabytes: 4)
        defer { disk.remove() }
        let fixture = try Fixture(root: disk.path + "/data")
        try fixture.publish(1)
        let draft = try fixture.begin(at: .day(2))
        #expect(code { try draft.loadHistory(wideFrame(rows: 60_000), asOf: .day(2)) } == .diskFull)
        #expect(try fixture.figure() == 1)
        #expect(try fixture.store.run(draft.id)?.state == .running)
    }

    @Test func `a folder that cannot be written is named`() throws {
        let disk = try SmallDisk(megabytes: 4)
        defer { disk.remove() }
        try disk.makeReadOnly()
        #expect(code { _ = try Fixture(root: disk.path + "/data") } == .unwritable)
    }

    private func wideFrame(rows: Int) -> HistoryFrame {
        let layout = HistoryLayout([.init(axis: .purchaseValue, segments: (0..<100).map { "s\($0)" })])
        return HistoryFrame(
            layout: layout, customerIDs: TextColumn((0..<rows).map { SmallRun.id($0) }),
            dominant: [UInt8](repeating: 0, count: rows), memberships: [UInt8](repeating: 1, count: rows * 100),
            ltv12m: [Double](repeating: 1, count: rows), churnRisk: [Double](repeating: 0, count: rows))
    }
}

/// A file system in memory of a few megabytes.
private struct SmallDisk {
    let path = Fixture.temporaryPath()

    static let isAllowed: Bool = {
        guard let disk = try? SmallDisk(megabytes: 1) else { return false }
        disk.remove()
        return true
    }()

    init(megabytes: Int) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw CocoaError(.fileWriteNoPermission)
        }
    }

    func makeReadOnly() throws {
        let flags = UInt(MS_REMOUNT | MS_RDONLY)
        guard mount("tmpfs", path, "tmpfs", flags, nil) == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }

    /// Detached from its name at once; gone when the last file of it is closed.
    func remove() {
        umount2(path, Int32(MNT_DETACH))
    }
}
