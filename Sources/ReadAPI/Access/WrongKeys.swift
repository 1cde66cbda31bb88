internal import Synchronization

/// Answers 429 in place of 401 to an address that has sent too many wrong keys within a minute.
///
/// Only wrong keys are counted and only wrong keys are refused. Everyone behind one proxy shares an address, so refusing valid
/// keys there would let one client shut out the others; and 256 random bits are not found by guessing.
/// Addresses beyond ``addressLimit`` within a minute are not counted, so that memory is bounded.
final class WrongKeys: Sendable {
    private static let window = Duration.seconds(60)
    private static let addressLimit = 10_000

    /// One minute for all addresses: it begins with a wrong key and forgets all counts at its end.
    private struct Minute {
        var start: ContinuousClock.Instant
        var counts: [String: Int] = [:]
    }

    /// Wrong keys that an address may send within a minute; 0 is no limit.
    private let limit: Int
    private let minute = Mutex<Minute?>(nil)

    init(limit: Int) {
        self.limit = limit
    }

    /// Counts a wrong key.
    ///
    /// - Parameters:
    ///   - address: where it came from.
    ///   - now: any clock that only goes forward.
    /// - Returns: the seconds to wait where there were too many; `nil` where there were not.
    func count(from address: String, at now: ContinuousClock.Instant) -> Int? {
        guard limit > 0 else { return nil }
        return minute.withLock { minute in
            var current = minute.flatMap { now - $0.start < Self.window ? $0 : nil } ?? Minute(start: now)
            minute = nil
            defer { minute = current }
            guard current.counts[address] != nil || current.counts.count < Self.addressLimit else { return nil }
            guard current.counts[address, default: 0] < limit else {
                return max(1, Int(((Self.window - (now - current.start)) / .seconds(1)).rounded(.up)))
            }
            current.counts[address, default: 0] += 1
            return nil
        }
    }
}
