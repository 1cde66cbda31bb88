import Domain
import Foundation
import Store
import Tables
import Testing

struct ConcurrentReadersTests {
    @Test(arguments: Engine.here)
    func `readers through ten publishes see one whole run each time, and no error`(engine: Engine) async throws {
        let fixture = try Fixture(engine)
        try fixture.publish(1)
        let other = try fixture.open()
        let answers = try await withThrowingTaskGroup(of: [[Double]].self) { group in
            let isDone = Flag()
            for store in [fixture.store, other, fixture.store] {
                group.addTask {
                    var answers: [[Double]] = []
                    repeat { answers.append(try await store.read { try Self.figures($0) }) } while !isDone.isSet
                    return answers
                }
            }
            defer { isDone.set() }
            for figure in 2...11 {
                try fixture.publish(figure)
                try fixture.store.prune(keepRuns: 1, under: fixture.lock(at: .day(figure)))
            }
            isDone.set()
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(answers.count >= 3)
        for answer in answers { #expect(Set(answer).count == 1) }
        #expect(try fixture.figure() == 11)
    }

    @Test(arguments: Engine.here)
    func `many threads share one snapshot`(engine: Engine) async throws {
        let fixture = try Fixture(engine)
        try fixture.publish(3)
        let snapshot = try fixture.store.snapshot()
        let sums = try await withThrowingTaskGroup(of: Double.self) { group in
            for customer in 0..<20 {
                group.addTask {
                    try snapshot.readBlocking { try $0.profile(SmallRun.id(customer))?.lifetimeValue ?? .nan }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sums == Array(repeating: 3, count: 20))
    }

    /// The figure from a table of every file.
    private static func figures(_ reader: SnapshotReader) throws -> [Double] {
        let id = SmallRun.id(1)
        return [
            try reader.profile(id)?.lifetimeValue ?? .nan,
            try reader.segments(id)?.axes.first?.evidence ?? .nan,
            try reader.features(id)?["recency_days"] ?? .nan,
            Double(try reader.segmentDefinitions().first?.customers ?? -1),
            Double(try reader.quality().compactMap(\.read).first ?? -1),
            try reader.stageRuns().first?.seconds ?? .nan,
        ]
    }
}

/// Told once, read by many.
private final class Flag: @unchecked Sendable {
    // Every access is under the lock.
    private let lock = NSLock()
    private var value = false

    var isSet: Bool { lock.withLock { value } }

    func set() { lock.withLock { value = true } }
}
