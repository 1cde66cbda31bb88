internal import Synchronization

/// Slows down whoever tries keys: an address that sent too many wrong ones within a minute is not listened to until the
/// minute has passed, but for keys that it used before.
///
/// So the owner of a key who shares an address with a guesser is not shut out, and a guess that is right is of no use.
/// Addresses beyond ``addressLimit`` push out the oldest: memory is bounded whoever comes.
final class WrongKeys: Sendable {
    private static let window = Duration.seconds(60)
    private static let addressLimit = 10_000

    private struct Record {
        var start: ContinuousClock.Instant
        var count = 0
        /// Ids of keys that were right.
        var trusted: Set<String> = []
    }

    /// Wrong keys that an address may send within a minute; 0 is no limit.
    private let limit: Int
    private let records = Mutex<[String: Record]>([:])

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes note of a key that was looked at.
    ///
    /// - Parameters:
    ///   - id: the id of a valid key; `nil` for a wrong one.
    ///   - address: where it came from.
    ///   - now: any clock that only goes forward.
    /// - Returns: the seconds to wait where the key is not to be listened to; `nil` where it is.
    func judge(_ id: String?, from address: String, at now: ContinuousClock.Instant) -> Int? {
        guard limit > 0 else { return nil }
        return records.withLock { records in
            var record = records[address] ?? Record(start: now)
            if now - record.start >= Self.window { (record.start, record.count) = (now, 0) }
            if let id, record.trusted.contains(id) { return nil }
            defer { Self.keep(record, of: address, in: &records) }
            if let id, record.count < limit {
                record.trusted.insert(id)
                return nil
            }
            record.count += id == nil ? 1 : 0
            return record.count > limit || id != nil
                ? max(1, Int(((Self.window - (now - record.start)) / .seconds(1)).rounded(.up))) : nil
        }
    }

    private static func keep(_ record: Record, of address: String, in records: inout [String: Record]) {
        if records[address] == nil, records.count >= addressLimit {
            if let oldest = records.min(by: { $0.value.start < $1.value.start }) { records[oldest.key] = nil }
        }
        records[address] = record
    }
}
