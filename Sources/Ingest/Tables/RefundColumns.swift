internal import Domain

/// The dated refunds as they were read.
struct RefundColumns: TableColumns {
    var order = CodeColumn()
    var lineNo = OptionalColumn(missing: Int32.min)
    var at: [Int64] = []
    var amount: [Int64] = []
    var quantity = OptionalColumn(missing: Int32(0))

    private var columns = [BoundColumn]()

    init() {
        order.begin(true, rows: 0)
    }

    var count: Int { at.count }

    mutating func begin(_ binding: Binding) {
        columns = ["order_id", "line_no", "at", "amount", "quantity"].map { binding[$0] }
        lineNo.begin(columns[1].isPresent, rows: count)
        quantity.begin(columns[4].isPresent, rows: count)
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let orderBytes = try row.requiredID(columns[0])
        let refundedAt = try row.requiredInstant(columns[2])
        let money = try row.positiveMoney(columns[3])
        guard money != Money.missing else { throw Rejection(reason: .missingValue, column: columns[3].number) }
        let number = row.optional(nil) { () throws(Rejection) in try row.integer(columns[1]) }
        let pieces = row.optional(0) { () throws(Rejection) in try row.integer(columns[4], in: 0...Int32.max) ?? 0 }
        order.append(orderBytes)
        lineNo.append(number ?? Int32.min)
        at.append(refundedAt)
        amount.append(money)
        quantity.append(pieces)
    }

    func looseMoney(_ row: Row) -> Int64 { LooseMoney.read(row.bytes(columns[3])) }

    func money(since count: Int) -> Int64 { amount[count...].reduce(0) { $0.addingClamped($1) } }
}
