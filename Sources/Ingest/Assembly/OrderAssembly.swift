internal import Domain

/// The orders of the shop, and where the rows that other tables name stand.
struct OrderAssembly: Sendable {
    var orders = Orders()
    /// Where the orders of each customer begin.
    var customerStart: [Int32]
    /// The rows in their final order.
    let rows: [Int32]
    /// By row: its place among the orders, places from `rows.count` on for accepted ones that are not in the shop, or -1.
    let slot: [Int32]
    /// What became of the order in each place.
    let fate: [RowFate]
    /// By place, the rate by which its money is converted; empty where none is.
    let rate: [Int32]

    init(_ read: borrowing ReadTable<OrderColumns>, _ fates: RowFates, _ customers: CustomerIndex, zone: ShopZone) {
        let columns = read.columns
        let guests = customers.ids.count
        var groups = [Int32](repeating: -1, count: columns.count)
        for row in groups.indices where fates[row] == .live {
            let code = columns.customer.codes[row]
            groups[row] = code < 0 ? Int32(guests) : customers.ofOrders[Int(code)]
        }
        var (rows, starts) = Permutation.group(groups, count: guests + 1)
        Self.sort(&rows, starts, columns)
        customerStart = starts
        customerStart.removeLast()
        (slot, fate) = Self.slots(rows, fates)
        self.rows = rows
        rate = columns.rate.isPresent ? Self.rates(slot, fate.count, columns) : []
        orders.customer = Permutation.gather(groups, rows)
        for index in Int(starts[guests])..<rows.count { orders.customer[index] = -1 }
        orders.orderedAt = Permutation.gather(columns.at, rows)
        (orders.localDay, orders.localSecond) = zone.locals(of: orders.orderedAt)
        orders.total = Permutation.gather(columns.total, rows)
        if columns.subtotal.isPresent { orders.subtotal = Permutation.gather(columns.subtotal.values, rows) }
        if columns.discount.isPresent { orders.discount = Permutation.gather(columns.discount.values, rows) }
        if columns.refunded.isPresent {
            orders.refunded = Permutation.gather(columns.refunded.values, rows)
            for index in orders.refunded.indices where orders.refunded[index] == Money.missing {
                orders.refunded[index] = 0
            }
        }
        if columns.channel.isPresent {
            let strings = CompactStrings(columns.channel, rows: rows)
            orders.channels = strings.strings
            orders.channel = strings.gather(columns.channel.codes, rows)
        }
        if columns.discountCode.isPresent {
            let strings = CompactStrings(columns.discountCode, rows: rows)
            orders.discountCodes = strings.strings
            orders.discountCode = strings.gather(columns.discountCode.codes, rows)
        }
        orders.lineStart = [Int32](repeating: 0, count: rows.count + 1)
        orders.refundStart = orders.lineStart
    }

    /// By time and id; orders without ids that fall on one time, by what they say.
    private static func sort(_ rows: inout [Int32], _ starts: [Int32], _ columns: OrderColumns) {
        let groups = 0..<starts.count - 1
        let at = columns.at
        at.withUnsafeBufferPointer { at in
            guard !columns.isKeyless else {
                Permutation.sortGroups(&rows, starts: starts, groups: groups) { a, b in
                    at[Int(a)] != at[Int(b)] ? at[Int(a)] < at[Int(b)] : columns.valuesPrecede(Int(a), Int(b))
                }
                return
            }
            let table = columns.ids.table
            columns.id.withUnsafeBufferPointer { id in
                Permutation.sortGroups(&rows, starts: starts, groups: groups) { a, b in
                    at[Int(a)] != at[Int(b)]
                        ? at[Int(a)] < at[Int(b)] : table.precedes(Int(id[Int(a)]), Int(id[Int(b)]))
                }
            }
        }
    }

    private static func slots(_ rows: [Int32], _ fates: RowFates) -> ([Int32], [RowFate]) {
        var slot = [Int32](repeating: -1, count: fates.fates.count)
        var fate = [RowFate](repeating: .live, count: rows.count)
        for (place, row) in rows.enumerated() { slot[Int(row)] = Int32(place) }
        for row in slot.indices {
            switch fates[row] {
            case .live, .duplicate, .superseded, .refused, .leftOut, .noSale, .merged: continue
            case .afterAsOf, .setAside, .cancelled, .test:
                slot[row] = Int32(fate.count)
                fate.append(fates[row])
            }
        }
        return (slot, fate)
    }

    private static func rates(_ slot: [Int32], _ count: Int, _ columns: OrderColumns) -> [Int32] {
        var rates = [Int32](repeating: -1, count: count)
        for row in slot.indices where slot[row] >= 0 { rates[Int(slot[row])] = columns.rate[row] }
        return rates
    }
}

extension OrderColumns {
    /// An order of rows that have no key: by every value that is kept, strings by their bytes.
    func valuesPrecede(_ a: Int, _ b: Int) -> Bool {
        if total[a] != total[b] { return total[a] < total[b] }
        if subtotal[a] != subtotal[b] { return subtotal[a] < subtotal[b] }
        if discount[a] != discount[b] { return discount[a] < discount[b] }
        if refunded[a] != refunded[b] { return refunded[a] < refunded[b] }
        if channel[a] != channel[b] { return channel.precedes(a, b) }
        return discountCode[a] != discountCode[b] && discountCode.precedes(a, b)
    }
}

extension CodeColumn {
    /// Whether the string of row `a` stands before that of row `b`; none stands before any.
    func precedes(_ a: Int, _ b: Int) -> Bool {
        guard self[a] >= 0, self[b] >= 0 else { return self[a] < self[b] }
        return interner.table.precedes(Int(self[a]), Int(self[b]))
    }
}
