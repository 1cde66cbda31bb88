internal import Domain

/// What else is known of a refused row.
struct RefusedContext: Sendable {
    var day: Int32?
    var channel = ""
}

/// Refused rows by what is wrong with them: how many, what money, and what the cells look like.
struct RefusalTally: Sendable {
    struct Kind: Hashable, Sendable {
        let reason: ReasonCode
        let column: String?
    }

    struct Group: Sendable {
        var rows = 0
        var money: Int64 = 0
        /// By day since 1970 and by channel, as far as they can be read.
        var days: [Int32: Int] = [:]
        var channels: [String: Int] = [:]
        /// Values of the cell with how often each was seen, as many different ones as ``valueLimit``.
        var values: [String: Int] = [:]
    }

    private(set) var groups: [Kind: Group] = [:]
    /// All money of refused rows, read loosely.
    private(set) var money: Int64 = 0

    private static let valueLimit = 1000

    mutating func add(
        _ reason: ReasonCode, _ column: String?, cell: [UInt8], money: Int64, context: RefusedContext = RefusedContext()
    ) {
        var group = groups[Kind(reason: reason, column: column)] ?? Group()
        group.rows += 1
        group.money = group.money.addingClamped(money)
        self.money = self.money.addingClamped(money)
        let text = String(decoding: cell.prefix(64), as: UTF8.self)
        if group.values[text] != nil || group.values.count < Self.valueLimit { group.values[text, default: 0] += 1 }
        if let day = context.day { group.days[day, default: 0] += 1 }
        if !context.channel.isEmpty { group.channels[context.channel, default: 0] += 1 }
        groups[Kind(reason: reason, column: column)] = group
    }
}
