import Analytics
import Domain
import Tables

/// The column `slices` of `ticket_metrics`, read as somebody would who knows nothing but its description, and held against
/// the durations that stand beside it.
struct MetricsSlices {
    struct Slice: Equatable {
        let from, until: Int64
        let why: String
    }

    /// By duration its lists: one, and of the next replies one a wait.
    typealias Document = [String: [[Slice]]]

    private let now: Int64
    private let texts, created, firstReply, resolved: [String?]
    private let seconds: [String: (calendar: [Int64], business: [Int64])]
    private static let durations = [
        "first_reply", "first_reply_sla", "next_reply_worst", "next_reply_mean", "first_resolution", "full_resolution",
        "requester_wait", "agent_work", "agent_wait", "on_hold",
    ]

    init(_ metrics: Table, now: Int64) {
        self.now = now
        (texts, created) = (metrics.texts("slices"), metrics.texts("created_at"))
        (firstReply, resolved) = (metrics.texts("first_reply_at"), metrics.texts("resolved_at"))
        seconds = Dictionary(
            uniqueKeysWithValues: Self.durations.map { name in
                (name, (metrics.integers("\(name)_seconds"), metrics.integers("\(name)_business_seconds")))
            })
    }

    /// What is wrong in a row; counts by duration the tickets that have one.
    func trouble(inRow row: Int, counting found: inout [String: Int]) -> String? {
        let document = Self.document(texts[row] ?? "")
        for name in Self.durations {
            guard let (calendar, business) = seconds[name] else { return "no column of \(name)" }
            guard calendar[row] != .min else {
                if Self.lists(of: name, in: document) != nil { return "\(name) is NULL and has slices" }
                continue
            }
            found[name, default: 0] += 1
            guard let lists = Self.lists(of: name, in: document) else { return "\(name) has no slices" }
            guard lists.allSatisfy(Self.isWhole) else { return "\(name) has gaps" }
            guard Self.figure(name, lists.map { Self.sum($0, ["counted", "closed_hours"]) }) == calendar[row],
                Self.figure(name, lists.map { Self.sum($0, ["counted"]) }) == business[row]
            else { return "\(name) is not the sum of its slices" }
            if let trouble = endTrouble(name, lists[0], row) { return trouble }
        }
        return nil
    }

    /// Where a list has to begin and end.
    private func endTrouble(_ name: String, _ slices: [Slice], _ row: Int) -> String? {
        let end: Int64
        switch name {
        case "first_reply", "first_reply_sla": end = Self.instant(firstReply[row])
        case "full_resolution": end = Self.instant(resolved[row])
        case "requester_wait", "agent_work", "agent_wait", "on_hold": end = now
        default: return nil
        }
        let begin = Self.instant(created[row])
        guard let first = slices.first, let last = slices.last else {
            return begin == end ? nil : "\(name) has no slices"
        }
        return first.from == begin && last.until == end ? nil : "\(name) does not begin or end where it should"
    }

    private static func lists(of name: String, in document: Document) -> [[Slice]]? {
        document[name.hasPrefix("next_reply") ? "next_replies" : name]
    }

    /// Of one list its sum, of waits the longest or the mean.
    private static func figure(_ name: String, _ sums: [Int64]) -> Int64? {
        guard name == "next_reply_mean" else { return sums.max() }
        return Int64((Double(sums.reduce(0, +)) / Double(sums.count) + 0.5).rounded(.down))
    }

    private static func sum(_ slices: [Slice], _ words: Set<String>) -> Int64 {
        slices.reduce(0) { words.contains($1.why) ? $0 + $1.until - $1.from : $0 }
    }

    /// Without gaps, forwards, and no two neighbours of one reason.
    private static func isWhole(_ slices: [Slice]) -> Bool {
        slices.allSatisfy { $0.from < $0.until }
            && zip(slices, slices.dropFirst()).allSatisfy { $0.until == $1.from && $0.why != $1.why }
    }

    private static func instant(_ text: String?) -> Int64 { text.map { seconds(Array($0.utf8)[...]) } ?? .min }

    /// Reads `{"on_hold":[["...","...","why"],...],"next_replies":[[[...],...],...],...}`.
    static func document(_ text: String) -> Document {
        var (document, key, words): (Document, String, [ArraySlice<UInt8>]) = ([:], "", [])
        let bytes = Array(text.utf8)
        var (at, depth) = (0, 0)
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "["):
                depth += 1
                // A list begins: of a duration, or of one wait.
                if depth == (key == "next_replies" ? 2 : 1) { document[key, default: []].append([]) }
            case UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                let end = bytes[(at + 1)...].firstIndex(of: UInt8(ascii: "\"")) ?? bytes.count - 1
                let word = bytes[(at + 1)..<end]
                at = end
                if depth == 0 { key = String(decoding: word, as: UTF8.self) } else { words.append(word) }
                if words.count == 3 {
                    let slice = Slice(
                        from: seconds(words[0]), until: seconds(words[1]),
                        why: String(decoding: words[2], as: UTF8.self))
                    let list = (document[key]?.count ?? 1) - 1
                    document[key]?[list].append(slice)
                    words = []
                }
            default: break
            }
            at += 1
        }
        return document
    }

    /// UTC seconds of `2026-03-02T09:00:00Z`.
    private static func seconds(_ text: ArraySlice<UInt8>) -> Int64 {
        func number(_ from: Int, _ count: Int) -> Int {
            text.dropFirst(from).prefix(count).reduce(0) { $0 * 10 + Int($1) - 48 }
        }
        let day = CivilDate.daysSince1970(validYear: number(0, 4), month: number(5, 2), day: number(8, 2))
        return Int64(day) * 86_400 + Int64(number(11, 2) * 3_600 + number(14, 2) * 60 + number(17, 2))
    }
}
