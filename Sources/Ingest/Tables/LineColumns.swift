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
    /// Whether a line is no sale.
    var noSale = OptionalColumn(missing: false)

    private var notSales: [BoundCondition] = []
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
        notSales = binding.notSales
        noSale.begin(!notSales.isEmpty, rows: count)
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
        let productBytes = try row.requiredID(columns.product)
        var price = try row.positiveMoney(columns.price)
        guard price != Money.missing else {
            throw Rejection(reason: .missingValue, column: columns.price.number)
        }
        if row.isPerPiece(columns.price) {
            price = LineAmount.share(of: price, among: try LineAmount.pieces(row, columns.quantity))
        }
        let line = try LineAmount.read(row, columns.quantity, price)
        guard line.pieces >= 0 else {
            throw Rejection(reason: .numberOutOfRange, column: columns.quantity.number)
        }
        let number = row.optional(nil) { () throws(Rejection) in try row.integer(columns.lineNo) }
        let lineDiscount = row.optional(Money.missing) { () throws(Rejection) in
            try row.positiveMoney(columns.discount)
        }
        let refunded = row.optional(0) { () throws(Rejection) in
            try Self.returned(row, columns.refunded, of: line)
        }
        order.append(orderBytes)
        lineNo.append(number ?? Int32.min)
        product.append(productBytes)
        quantity.append(line.pieces)
        unitPrice.append(line.unitPrice)
        discount.append(lineDiscount)
        refundedQuantity.append(refunded)
        title.append(row.text(columns.title))
        category.append(row.text(columns.category))
        noSale.append(!notSales.isEmpty && row.meets(notSales))
    }

    /// Pieces that came back; of a line by weight all of it or nothing.
    static func returned(
        _ row: Row, _ column: BoundColumn, of line: LineAmount.Read
    ) throws(Rejection) -> Int32 {
        guard line.isFractional else { return try row.integer(column, in: 0...Int32.max) ?? 0 }
        let back = try row.quantity(column)
        return back != Money.missing && back > 0 ? 1 : 0
    }

    func looseMoney(_ row: Row) -> Int64 {
        LooseMoney.line(row.bytes(columns.quantity), row.bytes(columns.price))
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
            && category[a] == category[b] && noSale[a] == noSale[b]
    }
}

/// What a number of pieces costs.
enum LineAmount {
    /// A quantity and the price of one.
    struct Read {
        let pieces: Int32
        let unitPrice: Int64
        let isFractional: Bool
    }

    /// Reads the quantity of a line; goods by weight become one piece at the price of all of it.
    static func read(_ row: Row, _ column: BoundColumn, _ price: Int64) throws(Rejection) -> Read {
        let raw = try row.quantity(column)
        guard raw != Money.missing else { throw Rejection(reason: .missingValue, column: column.number) }
        let (whole, rest) = raw.quotientAndRemainder(dividingBy: Money.scale)
        guard rest != 0 else {
            guard let pieces = Int32(exactly: whole), pieces != .min, of(pieces, price) != nil else {
                throw Rejection(reason: .numberOutOfRange, column: column.number)
            }
            return Read(pieces: pieces, unitPrice: price, isFractional: false)
        }
        guard let amount = weighed(raw, price) else {
            throw Rejection(reason: .numberOutOfRange, column: column.number)
        }
        return Read(pieces: raw < 0 ? -1 : 1, unitPrice: amount, isFractional: true)
    }

    /// A quantity in 1/10000 times a price, without the quantity's sign, rounded half to even.
    private static func weighed(_ quantity: Int64, _ price: Int64) -> Int64? {
        let product = quantity.magnitude.multipliedFullWidth(by: price.magnitude)
        let scale = UInt64(Money.scale)
        guard product.high < scale else { return nil }
        let (amount, rest) = scale.dividingFullWidth(product)
        let rounded = amount + (rest * 2 > scale || (rest * 2 == scale && amount % 2 == 1) ? 1 : 0)
        guard rounded <= UInt64(Money.limit) else { return nil }
        return price < 0 ? -Int64(rounded) : Int64(rounded)
    }

    /// The exact amount in 1/10000; `nil` beyond ``Money/limit``.
    @inline(__always)
    static func of(_ quantity: Int32, _ unitPrice: Int64) -> Int64? {
        let (amount, isOverflow) = Int64(quantity).multipliedReportingOverflow(by: unitPrice)
        return isOverflow || amount.magnitude > Money.limit.magnitude ? nil : amount
    }

    /// The whole pieces of a line, 1 for goods by weight.
    static func pieces(_ row: Row, _ column: BoundColumn) throws(Rejection) -> Int32 {
        let raw = try row.quantity(column)
        guard raw != Money.missing, raw % Money.scale == 0 else { return 1 }
        return Int32(clamping: raw / Money.scale)
    }

    /// What a piece costs where all of them cost `amount`, rounded half to even.
    static func share(of amount: Int64, among quantity: Int32) -> Int64 {
        guard quantity > 1 else { return amount }
        let (quotient, remainder) = amount.quotientAndRemainder(dividingBy: Int64(quantity))
        let twice = 2 * remainder - Int64(quantity)
        return quotient + (twice > 0 || (twice == 0 && quotient % 2 == 1) ? 1 : 0)
    }
}
