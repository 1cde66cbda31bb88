internal import Domain

/// Order lines each of which also says to which order of whom it belongs, as they were read.
struct LineOrderColumns: TableColumns {
    var lines = LineColumns()
    var at: [Int64] = []
    var customer = CodeColumn()
    var country = CodeColumn()
    private(set) var isLastDoubtful = false
    let rule: OrdersFromLines

    private var columns = [BoundColumn]()
    private let prefix: [UInt8]

    init(_ rule: OrdersFromLines) {
        self.rule = rule
        prefix = Array((rule.cancellationPrefix ?? "").utf8)
        customer.begin(true, rows: 0)
        country.begin(true, rows: 0)
    }

    var count: Int { at.count }

    mutating func begin(_ binding: Binding) {
        columns = [
            "order_id", "product_id", "product_title", "quantity", "unit_price", "customer_id", "ordered_at", "country",
            "discount", "refunded_quantity", "category",
        ]
        .map { binding[$0] }
        lines.title.begin(columns[2].isPresent, rows: count)
        lines.discount.begin(columns[8].isPresent, rows: count)
        lines.refundedQuantity.begin(columns[9].isPresent, rows: count)
        lines.category.begin(columns[10].isPresent, rows: count)
    }

    mutating func reserve(_ rows: Int) {
        lines.reserve(rows)
        at.reserveCapacity(rows)
        customer.reserve(rows)
        country.reserve(rows)
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let orderBytes = try row.requiredID(columns[0])
        let productBytes = try row.requiredID(columns[1])
        let line = try LineAmount.read(row, columns[3], try row.requiredMoney(columns[4]))
        let customerBytes = try row.customerID(columns[5])
        let orderedAt = try row.requiredInstant(columns[6])
        lines.append(
            order: orderBytes, product: productBytes, title: row.text(columns[2]), quantity: line.pieces,
            unitPrice: line.unitPrice)
        lines.discount.append(
            row.optional(Money.missing) { () throws(Rejection) in try row.positiveMoney(columns[8]) })
        lines.refundedQuantity.append(
            row.optional(0) { () throws(Rejection) in try LineColumns.returned(row, columns[9], of: line) })
        lines.category.append(row.text(columns[10]))
        at.append(orderedAt)
        customer.append(customerBytes)
        country.append(row.text(columns[7]))
        isLastDoubtful = line.pieces < 0 || line.unitPrice < 0 || isCancellation(orderBytes)
    }

    func looseMoney(_ row: Row) -> Int64 { LooseMoney.line(row.bytes(columns[3]), row.bytes(columns[4])) }

    /// Adds a product to a basket that tells nothing else: one piece of it, of nobody, for nothing, at the first instant.
    mutating func addBasketItem(
        _ product: UnsafeBufferPointer<UInt8>, of order: UnsafeBufferPointer<UInt8>
    ) throws(Rejection) {
        guard product.count <= Row.idBytes else { throw Rejection(reason: .idTooLong, column: 1) }
        let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        lines.append(order: order, product: product, title: none, quantity: 1, unitPrice: 0)
        at.append(0)
        customer.append(none)
        country.append(none)
    }

    /// Whether an order of that id takes lines back.
    func isCancellation(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
        !prefix.isEmpty && id.starts(with: prefix)
    }

    func isEqual(_ a: Int, _ b: Int) -> Bool {
        lines.isEqual(a, b) && at[a] == at[b] && customer[a] == customer[b] && country[a] == country[b]
    }

    /// By product, quantity, price and title as the lines of an order stand, then by what else they say.
    func precedes(_ a: Int, _ b: Int) -> Bool {
        guard lines.isEqual(a, b) else { return lines.valuesPrecede(a, b) }
        return (at[a], customer[a], country[a]) < (at[b], customer[b], country[b])
    }
}
