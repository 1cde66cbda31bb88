internal import Crypto
internal import Domain

/// A digest over every accepted value that can change a result, in the order in which the shop has them.
///
/// The shop's order does not depend on that of the rows, so neither does the digest. What the description of the source
/// decides (time zone, `as_of`, currency) is not in it but for its effect on what is accepted.
enum ShopDigest {
    /// The ids of the orders in their order, by which equal orders of different ids are told apart.
    static func ofIDs(_ ids: StringTable, codes: some Sequence<Int32>) -> [UInt8] {
        var hash = Hash()
        for code in codes { ids.withBytes(Int(code)) { hash.add($0) } }
        return hash.finish()
    }

    /// SHA-256 as 64 hexadecimal digits.
    static func of(_ shop: Shop, orderIDs: [UInt8], jobs: Int) -> String {
        var hash = Hash()
        hash.add(orderIDs)
        for part in Partitions.map(0..<parts.count, jobs: jobs, { parts[$0](shop) }) { hash.add(part) }
        return hash.finish().map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    /// One digest a table, each over its columns.
    private static let parts: [@Sendable (Shop) -> [UInt8]] = [
        { customers($0.customers) }, { products($0.products) }, { orders($0.orders) }, { lines($0.lines) },
        { refunds($0.refunds) }, { tickets($0.tickets) }, { events($0.ticketEvents) }, { agents($0.agents) },
        { presence($0.presence) }, { observables($0.has) },
    ]

    private static func customers(_ table: Customers) -> [UInt8] {
        var hash = Hash()
        hash.add(table.ids)
        hash.add(table.createdAt)
        hash.add(table.country)
        hash.add(table.countries)
        return hash.finish()
    }

    private static func products(_ table: Products) -> [UInt8] {
        var hash = Hash()
        hash.add(table.ids)
        hash.add(table.titles)
        hash.add(table.category)
        hash.add(table.categories)
        return hash.finish()
    }

    private static func orders(_ table: Orders) -> [UInt8] {
        var hash = Hash()
        for column in [table.customer, table.channel, table.discountCode, table.lineStart] { hash.add(column) }
        for column in [table.orderedAt, table.subtotal, table.discount, table.total, table.refunded] {
            hash.add(column)
        }
        hash.add(table.channels)
        hash.add(table.discountCodes)
        return hash.finish()
    }

    private static func lines(_ table: OrderLines) -> [UInt8] {
        var hash = Hash()
        for column in [table.product, table.quantity, table.refundedQuantity] { hash.add(column) }
        for column in [table.unitPrice, table.discount] { hash.add(column) }
        return hash.finish()
    }

    private static func refunds(_ table: Refunds) -> [UInt8] {
        var hash = Hash()
        hash.add(table.at)
        hash.add(table.amount)
        hash.add(table.line)
        hash.add(table.quantity)
        return hash.finish()
    }

    private static func tickets(_ table: Tickets) -> [UInt8] {
        var hash = Hash()
        for column in [table.createdAt, table.firstResponseAt, table.resolvedAt, table.closedAt] { hash.add(column) }
        for column in [table.customer, table.channel, table.category, table.assignee, table.reopenedCount] {
            hash.add(column)
        }
        for column in [table.priority, table.status, table.csat] { hash.add(column) }
        for strings in [table.ids, table.channels, table.categories] { hash.add(strings) }
        hash.add(table.eventStart)
        hash.add(table.reassignedCount)
        hash.add(table.slaMet)
        hash.add(table.openedBy)
        hash.add(table.keywords)
        return hash.finish()
    }

    private static func events(_ table: TicketEvents) -> [UInt8] {
        var hash = Hash()
        hash.add(table.at)
        for column in [table.kind, table.actor] { hash.add(column) }
        for column in [table.actorID, table.from, table.to] { hash.add(column) }
        hash.add(table.values)
        return hash.finish()
    }

    private static func agents(_ table: Agents) -> [UInt8] {
        var hash = Hash()
        for strings in [table.ids, table.names, table.teams, table.roles, table.timezones, table.specializations] {
            hash.add(strings)
        }
        hash.add(table.capacity)
        return hash.finish()
    }

    private static func presence(_ table: AgentPresence) -> [UInt8] {
        var hash = Hash()
        hash.add(table.agent)
        for column in [table.from, table.to] { hash.add(column) }
        hash.add(table.status)
        return hash.finish()
    }

    private static func observables(_ has: Observables) -> [UInt8] {
        [
            has.customers, has.orderLines, has.categories, has.subtotal, has.discount, has.discountCode,
            has.lineDiscount, has.refunds, has.datedRefunds, has.refundedQuantity, has.channel, has.tickets,
            has.ticketChannel, has.ticketCategory, has.ticketPriority, has.csat, has.reopenedCount, has.ticketEvents,
            has.agents, has.orders, has.presence,
        ].map { $0 ? 1 : 0 }
    }
}

/// SHA-256 over values of known length, so that no two sequences of values run into each other.
private struct Hash {
    private var hash = SHA256()

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        add(length: bytes.count)
        hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
    }

    /// Integers as they lie in memory, the low byte first: every platform that is built for has that order.
    mutating func add<Element: FixedWidthInteger>(_ column: [Element]) {
        add(length: column.count)
        column.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }

    mutating func add(_ strings: StringTable) {
        strings.withAll { bytes, ends in
            add(length: ends.count)
            hash.update(bufferPointer: UnsafeRawBufferPointer(ends))
            hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
        }
    }

    private mutating func add(length: Int) {
        withUnsafeBytes(of: length.littleEndian) { hash.update(bufferPointer: $0) }
    }

    func finish() -> [UInt8] { Array(hash.finalize()) }
}
