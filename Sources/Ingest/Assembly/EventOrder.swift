internal import Domain

/// In which order the source lists the events of a ticket, and so what decides between events of one instant.
///
/// Logs that are cut to seconds or minutes give several events one time stamp. Where the source lists each ticket's events
/// by time, its order is that in which they happened. A source in no order (shuffled rows, a query without `ORDER BY`) says
/// nothing about them: documented rules decide, which do not depend on the order of rows.
enum EventOrder: Equatable, Sendable {
    /// Oldest first, newest first.
    case ascending, descending
    case unordered

    /// The share of neighbouring events that may be out of order: a late record or two in a sorted log.
    private static let toleratedShare = 0.01

    /// - Parameters:
    ///   - rows: the rows of each ticket, as the source lists them.
    ///   - starts: where each ticket begins in `rows`.
    ///   - columns: the events; those of different files are not compared.
    init(_ rows: [Int32], starts: [Int32], of columns: TicketEventColumns) {
        var (forward, backward) = (0, 0)
        for ticket in 0..<max(0, starts.count - 1) {
            for index in Int(starts[ticket])..<Int(starts[ticket + 1]) where index > Int(starts[ticket]) {
                let (before, after) = (Int(rows[index - 1]), Int(rows[index]))
                guard columns.part(before) == columns.part(after) else { continue }
                if columns.at[before] < columns.at[after] {
                    forward += 1
                } else if columns.at[before] > columns.at[after] {
                    backward += 1
                }
            }
        }
        let tolerated = Self.toleratedShare * Double(forward + backward)
        self = Double(backward) <= tolerated ? .ascending : Double(forward) <= tolerated ? .descending : .unordered
    }
}

/// Puts the events of each ticket in the order in which they happened.
///
/// By instant; then by the source's `sequence`; then by the position in the source, where that is an order: of two files,
/// the one with messages comes first. Else messages and notes come before what they bring about (assignments, priorities,
/// states), changes of one kind follow their chain from `from` to `to`, and the values decide what is left.
struct EventSorting {
    private let columns: TicketEventColumns
    private let order: EventOrder
    private let strings: StringTable
    private let partRanks: [UInt8]

    init(_ columns: TicketEventColumns, _ order: EventOrder) {
        (self.columns, self.order) = (columns, columns.isDerived ? .unordered : order)
        strings = columns.values.interner.table
        partRanks = columns.partRanks
    }

    func sort(_ rows: inout [Int32], starts: [Int32]) {
        columns.at.withUnsafeBufferPointer { at in
            Permutation.sortGroups(&rows, starts: starts, groups: 0..<starts.count - 1) { a, b in
                let (left, right) = (at[Int(a)], at[Int(b)])
                return left != right ? left < right : precedes(Int(a), Int(b))
            }
        }
        guard order == .unordered, !columns.isDerived else { return }
        for ticket in 0..<starts.count - 1 { chain(&rows, Int(starts[ticket])..<Int(starts[ticket + 1])) }
    }

    /// Of one instant.
    private func precedes(_ a: Int, _ b: Int) -> Bool {
        if columns.sequence[a] != columns.sequence[b] { return columns.sequence[a] < columns.sequence[b] }
        guard order != .unordered else { return columns.valuesPrecede(a, b, strings) }
        let (left, right) = (columns.part(a), columns.part(b))
        guard left == right else {
            return partRanks[left] != partRanks[right] ? partRanks[left] < partRanks[right] : left < right
        }
        return order == .ascending ? a < b : a > b
    }

    /// Puts changes of one kind, instant and ticket in the order in which each begins where the one before it ended.
    private func chain(_ rows: inout [Int32], _ range: Range<Int>) {
        var first = range.lowerBound
        while first < range.upperBound {
            var end = first + 1
            while end < range.upperBound, isTied(rows[first], rows[end]) { end += 1 }
            if end - first > 1 { link(&rows, first..<end, after: range.lowerBound) }
            first = end
        }
    }

    private func isTied(_ a: Int32, _ b: Int32) -> Bool {
        let (a, b) = (Int(a), Int(b))
        return columns.at[a] == columns.at[b] && columns.kind[a] == columns.kind[b]
            && columns.sequence[a] == columns.sequence[b] && columns.from[a] >= 0 && columns.from[b] >= 0
    }

    /// Begins with the change that goes on from the last one before the run, else with one that no other leads to.
    private func link(_ rows: inout [Int32], _ run: Range<Int>, after start: Int) {
        let kind = columns.kind[Int(rows[run.lowerBound])]
        let before = rows[start..<run.lowerBound].last { columns.kind[Int($0)] == kind }
        var state = before.map { columns.to[Int($0)] }
        if state == nil {
            let changes = rows[run].map { Int($0) }
            let reached = Set(changes.map { columns.to[$0] })
            state = changes.map { columns.from[$0] }.first { !reached.contains($0) }
        }
        for place in run {
            let next = (place..<run.upperBound).first { columns.from[Int(rows[$0])] == state } ?? place
            let row = rows.remove(at: next)
            rows.insert(row, at: place)
            state = columns.to[Int(row)]
        }
    }

    /// Events that share ticket and instant with another of its kind or another kind, in a source without an order.
    func undecided(_ rows: [Int32], starts: [Int32]) -> Int {
        guard order == .unordered, !columns.isDerived, !columns.sequence.isPresent else { return 0 }
        var count = 0
        for ticket in 0..<starts.count - 1 {
            for index in Int(starts[ticket])..<Int(starts[ticket + 1])
            where index > Int(starts[ticket]) && columns.at[Int(rows[index])] == columns.at[Int(rows[index - 1])] {
                count += 1
            }
        }
        return count
    }
}

extension TicketEventColumns {
    /// Messages, notes, assignments, priorities, states.
    private static let rank: [UInt8] = TicketEventKind.allCases.map { kind in
        switch kind {
        case .message: 0
        case .note: 1
        case .assign: 2
        case .priority: 3
        case .status: 4
        }
    }

    /// For each file or selection the rank of the first kind that it holds.
    fileprivate var partRanks: [UInt8] {
        var ranks = [UInt8](repeating: .max, count: max(1, partStarts.count))
        for row in kind.indices {
            let part = part(row)
            ranks[part] = min(ranks[part], Self.rank[Int(kind[row])])
        }
        return ranks
    }

    fileprivate func valuesPrecede(_ a: Int, _ b: Int, _ table: StringTable) -> Bool {
        if kind[a] != kind[b] { return Self.rank[Int(kind[a])] < Self.rank[Int(kind[b])] }
        // A question comes before its answer.
        if actor[a] != actor[b] {
            return Self.actorRank[Int(actor[a])] < Self.actorRank[Int(actor[b])]
        }
        for column in [from, to, actorID] where column[a] != column[b] {
            guard column[a] >= 0, column[b] >= 0 else { return column[a] < column[b] }
            return table.precedes(Int(column[a]), Int(column[b]))
        }
        return false
    }

    /// Customers, agents, robots.
    private static let actorRank: [UInt8] = TicketActor.allCases.map { actor in
        switch actor {
        case .customer: 0
        case .agent: 1
        case .system: 2
        }
    }
}
