internal import Domain

/// The order lines as they were read.
struct LineColumns: TableColumns {
    /// Ids of orders; codes are this table's own.
    var order = CodeColumn()
    var lineNo = OptionalColumn(missing: Int32.min)
    var product = CodeColumn()
    var quantity: [Int32] = []
    var unitPrice: [Int64] = []
    var discount = OptionalColumn(missing: Money.missing)
    var refundedQuantity = OptionalColumn(missing: Int32(0))
    var title = CodeColumn()
    var category = CodeColumn()

    private var columns = Columns()

    private struct Columns: Sendable {
        var order, lineNo, product, title, category, quantity, price, discount, refunded: BoundColumn

        init() { self.init { _ in BoundColumn(field: -1, rule: -1, number: Rejection.wholeRow) } }

        init(_ column: (String) -> BoundColumn) {
            (order, lineNo) = (column("order_id"), column("line_no"))
            (product, title, category) = (column("product_id"), column("product_title"), column("category"))
            (quantity, price) = (column("quantity"), column("unit_price"))
            (discount, refunded) = (column("discount"), column("refunded_quantity"))
        }
    }

    init() {
        order.begin(true, rows: 0)
        product.begin(true, rows: 0)
    }

    var count: Int { quantity.count }

    mutating func begin(_ binding: Binding) {
        columns = Columns { binding[$0] }
        lineNo.begin(columns.lineNo.isPresent, rows: count)
        discount.begin(columns.discount.isPresent, rows: count)
        refundedQuantity.begin(columns.refunded.isPresent, rows: count)
        title.begin(columns.title.isPresent, rows: count)
        category.begin(columns.category.isPresent, rows: count)
    }

    mutating func reserve(_ rows: Int) {
        order.reserve(rows)
        product.reserve(rows)
        quantity.reserveCapacity(rows)
        unitPrice.reserveCapacity(rows)
        lineNo.reserve(rows)
        discount.reserve(rows)
        refundedQuantity.reserve(rows)
        title.reserve(rows)
        category.reserve(rows)
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let orderBytes = try row.requiredID(columns.order)
        let number = try row.integer(columns.lineNo)
        let productBytes = try row.requiredID(columns.product)
        guard let pieces = try row.integer(columns.quantity, in: 0...Int32.max) else {
            throw Rejection(reason: .missingValue, column: columns.quantity.number)
        }
        let price = try row.positiveMoney(columns.price)
        guard price != Money.missing else {
            throw Rejection(reason: .missingValue, column: columns.price.number)
        }
        guard LineAmount.of(pieces, price) != nil else {
            throw Rejection(reason: .numberOutOfRange, column: columns.quantity.number)
        }
        let lineDiscount = try row.positiveMoney(columns.discount)
        let refunded = try row.integer(columns.refunded, in: 0...Int32.max) ?? 0
        order.append(orderBytes)
        lineNo.append(number ?? Int32.min)
        product.append(productBytes)
        quantity.append(pieces)
        unitPrice.append(price)
        discount.append(lineDiscount)
        refundedQuantity.append(refunded)
        title.append(row.text(columns.title))
        category.append(row.text(columns.category))
    }

    /// Appends a line of a source that gives no more than this.
    mutating func append(
        order: UnsafeBufferPointer<UInt8>, product: UnsafeBufferPointer<UInt8>, title: UnsafeBufferPointer<UInt8>,
        quantity: Int32, unitPrice: Int64
    ) {
        self.order.append(order)
        self.product.append(product)
        self.title.append(title)
        self.quantity.append(quantity)
        self.unitPrice.append(unitPrice)
    }

    func isEqual(_ a: Int, _ b: Int) -> Bool {
        product[a] == product[b] && quantity[a] == quantity[b] && unitPrice[a] == unitPrice[b]
            && discount[a] == discount[b] && refundedQuantity[a] == refundedQuantity[b] && title[a] == title[b]
            && category[a] == category[b]
    }
}

/// What a number of pieces costs.
enum LineAmount {
    /// The exact amount in 1/10000; `nil` beyond ``Money/limit``.
    @inline(__always)
    static func of(_ quantity: Int32, _ unitPrice: Int64) -> Int64? {
        let (amount, isOverflow) = Int64(quantity).multipliedReportingOverflow(by: unitPrice)
        return isOverflow || amount.magnitude > Money.limit.magnitude ? nil : amount
    }
}
