internal import Domain

/// How much came in lately, by table and channel: what a source that came in half falls short of.
struct RecentVolume: Codable, Equatable, Sendable {
    /// Records of the last four weeks before ``until``, by table, and orders by channel.
    var counts: [String: Int] = [:]
    /// Money of those orders in 1/10000.
    var money: Int64 = 0
    /// Microseconds.
    var until: Int64 = 0
    /// Orders before ``until``, all of them.
    var orders = 0

    private static let window = 28 * Instant.microsecondsPerDay

    init() {}

    init(of shop: Shop, until: Int64) {
        self.until = until
        let span = until - Self.window..<until
        var recent = 0
        var ofChannel = [Int](repeating: 0, count: shop.orders.channels.count)
        for order in 0..<shop.orders.count {
            if shop.orders.orderedAt[order] < until { orders += 1 }
            guard span.contains(shop.orders.orderedAt[order]) else { continue }
            recent += 1
            money = money.addingClamped(shop.orders.total[order])
            guard !shop.orders.channel.isEmpty, shop.orders.channel[order] >= 0 else { continue }
            ofChannel[Int(shop.orders.channel[order])] += 1
        }
        if recent > 0 { counts["orders"] = recent }
        for (channel, count) in ofChannel.enumerated() where count > 0 {
            counts["orders of \(shop.orders.channels.string(Int32(channel)) ?? "")"] = count
        }
        for (name, instants) in [("tickets", shop.tickets.createdAt), ("refunds", shop.refunds.at)] {
            let count = instants.count { span.contains($0) }
            if count > 0 { counts[name] = count }
        }
    }

    // MARK: - Against the last run

    /// The same weeks as the last run had them: records do not go away.
    func checks(against before: RecentVolume) -> [QualityCheck] {
        let kept = orders * 100 >= before.orders * 98
        var lost = before.counts.compactMap { name, count -> String? in
            let now = counts[name] ?? 0
            // Refunds and tickets of a week still come in later, never fewer.
            return count >= 10 && now * 10 < count * 9 ? "\(name): \(now) of \(count)" : nil
        }.sorted()
        if before.money > 0, Double(money) < 0.9 * Double(before.money) {
            lost.append("money: \(Money.text(money)) of \(Money.text(before.money))")
        }
        let instant = Instant(microseconds: before.until)
        return [
            QualityCheck(
                name: "orders_kept", outcome: kept ? .passed : .failed,
                found: "\(orders) of the \(before.orders) orders before \(instant) that the last run had are there",
                allowed: "98 of 100; if they were removed for good, accept it: `accept: [orders_kept]`"),
            QualityCheck(
                name: "recent_weeks_kept", outcome: lost.isEmpty ? .passed : .failed,
                found: lost.isEmpty ? "none is short" : lost.joined(separator: "; "),
                allowed: "nine tenths of what the last run had of the four weeks before \(instant)"),
        ]
    }

    // MARK: - Against the weeks before

    /// The last four weeks against the eight before: the first night knows no other measure.
    static func trend(of shop: Shop) -> QualityCheck? {
        let instants = shop.has.orders ? shop.orders.orderedAt : shop.tickets.createdAt
        guard let last = instants.max(), let first = instants.min(), last - first >= 3 * window else { return nil }
        let until = last + 1
        let now = RecentVolume(of: shop, until: until)
        let before = RecentVolume(of: shop, until: until - window)
        let earlier = RecentVolume(of: shop, until: until - 2 * window)
        var short: [String] = []
        var outcome = QualityCheck.Outcome.passed
        for name in before.counts.keys.sorted() {
            let expected = Double((before.counts[name] ?? 0) + (earlier.counts[name] ?? 0)) / 2
            let found = Double(now.counts[name] ?? 0)
            guard expected >= 40, found < 0.6 * expected else { continue }
            short.append("\(name): \(Int(found)), before that \(Int(expected.rounded())) in four weeks")
            outcome = found < 0.35 * expected ? .failed : outcome == .failed ? .failed : .warned
        }
        return QualityCheck(
            name: "recent_volume", outcome: outcome,
            found: short.isEmpty ? "none is short" : short.joined(separator: "; "),
            allowed: "a third of the usual; if sales did fall so, accept it: `accept: [recent_volume]`")
    }
}
