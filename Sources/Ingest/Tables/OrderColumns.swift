internal import Domain

/// Whether an order counts in any figure.
enum OrderStatus: UInt8, Sendable {
    case placed, paid, cancelled, test

    static let choices = Choices(["placed": 0, "paid": 1, "cancelled": 2, "test": 3])
}

/// The orders as they were read.
struct OrderColumns: TableColumns {
    /// Ids, or none where every row is an order of its own.
    private(set) var ids = StringInterner()
    /// Codes into ``ids``; empty where there are none.
    private(set) var id: [Int32] = []
    var customer = CodeColumn()
    var at: [Int64] = []
    var total: [Int64] = []
    /// ``OrderStatus`` in the lower bits, ``mismatchBit`` above.
    private(set) var flags: [UInt8] = []
    var subtotal = OptionalColumn(missing: Money.missing)
    var discount = OptionalColumn(missing: Money.missing)
    var refunded = OptionalColumn(missing: Money.missing)
    var channel = CodeColumn()
    var discountCode = CodeColumn()
    /// Index of the rate by which the order was converted, or -1; takes room only where one was.
    private(set) var rate = OptionalColumn(missing: Int32(-1))

    /// What makes a version of an order later, where the mapping names a column for it.
    private(set) var version = OptionalColumn<Int64>(missing: 0)
    /// Which sums of its parts come to an order's total.
    private(set) var formulas = FigureChecks.TotalFormulas()
    /// What conversion added to a total; takes room only where one was converted.
    private(set) var conversion = OptionalColumn(missing: Int64(0))
    /// Shipping and tax of the orders that are neither cancelled nor tests.
    private(set) var shippingSum: Int64 = 0
    private(set) var taxSum: Int64 = 0

    private let rates: Rates
    private var columns = Columns()
    private var versionField = -1
    private var refundsBelowZero = false
    /// Rows with a total below zero, where the mapping says that those are refunds.
    private(set) var hasRefunds = false
    private(set) var isKeyless = false
    /// Whether the rows of one order are added up.
    private(set) var addsRows = false

    private static let mismatchBit: UInt8 = 4

    private struct Columns: Sendable {
        var id, customer, at, status, currency, subtotal, discount, shipping, tax, total, refunded, channel,
            code: BoundColumn

        init() { self.init { _ in BoundColumn(field: -1, rule: -1, number: Rejection.wholeRow) } }

        init(_ column: (String) -> BoundColumn) {
            (id, customer, at) = (column("order_id"), column("customer_id"), column("ordered_at"))
            (status, currency) = (column("status"), column("currency"))
            (subtotal, discount) = (column("subtotal"), column("discount"))
            (shipping, tax) = (column("shipping"), column("tax"))
            (total, refunded) = (column("total"), column("refunded"))
            (channel, code) = (column("channel"), column("discount_code"))
        }
    }

    init(rates: Rates, isKeyless: Bool, addsRows: Bool = false) {
        self.rates = rates
        (self.isKeyless, self.addsRows) = (isKeyless, addsRows)
        customer.begin(true, rows: 0)
    }

    var count: Int { at.count }
    func status(_ row: Int) -> OrderStatus { OrderStatus(rawValue: flags[row] & 3) ?? .placed }
    func isMismatch(_ row: Int) -> Bool { flags[row] & Self.mismatchBit != 0 }

    mutating func begin(_ binding: Binding) {
        columns = Columns { binding[$0] }
        subtotal.begin(columns.subtotal.isPresent, rows: count)
        discount.begin(columns.discount.isPresent, rows: count)
        refunded.begin(columns.refunded.isPresent, rows: count)
        channel.begin(columns.channel.isPresent, rows: count)
        discountCode.begin(columns.code.isPresent, rows: count)
        versionField = binding.versionField
        refundsBelowZero = binding.refundsBelowZero
        hasRefunds = hasRefunds || refundsBelowZero
        version.begin(versionField >= 0, rows: count)
    }

    mutating func reserve(_ rows: Int) {
        if !isKeyless {
            ids.reserve(rows)
            id.reserveCapacity(rows)
        }
        at.reserveCapacity(rows)
        total.reserveCapacity(rows)
        flags.reserveCapacity(rows)
        customer.reserve(rows)
        subtotal.reserve(rows)
        discount.reserve(rows)
        refunded.reserve(rows)
        channel.reserve(rows)
        discountCode.reserve(rows)
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let idBytes = isKeyless ? row.bytes(columns.total) : try row.requiredID(columns.id)
        let customerBytes = try row.customerID(columns.customer)
        let orderedAt = try row.requiredInstant(columns.at)
        let status = try row.choice(columns.status, OrderStatus.choices) ?? OrderStatus.placed.rawValue
        var total = try row.requiredMoney(columns.total)
        guard total >= 0 || refundsBelowZero else {
            throw Rejection(reason: .negativeTotal, column: columns.total.number)
        }
        var subtotal = amount(row, columns.subtotal)
        var discount = amount(row, columns.discount)
        let shipping = amount(row, columns.shipping)
        let tax = amount(row, columns.tax)
        var refunded = amount(row, columns.refunded)
        let isMismatch = disagrees(total, subtotal, discount, shipping, tax)
        guard let rateIndex = rates.index(currency: Blank.trimmed(row.bytes(columns.currency)), at: orderedAt) else {
            throw Rejection(reason: .unknownCurrency, column: columns.currency.number)
        }
        let written = total
        if rateIndex >= 0 {
            conversion.begin(true, rows: count)
            total = try converted(total, rateIndex, columns.total)
            subtotal = try converted(subtotal, rateIndex, columns.subtotal)
            discount = try converted(discount, rateIndex, columns.discount)
            refunded = try converted(refunded, rateIndex, columns.refunded)
            rate.begin(true, rows: count)
        }
        if !isKeyless { id.append(ids.code(of: idBytes)) }
        rate.append(rateIndex)
        conversion.append(total - written)
        if status != OrderStatus.cancelled.rawValue, status != OrderStatus.test.rawValue {
            if shipping != Money.missing { shippingSum = shippingSum.addingClamped(shipping) }
            if tax != Money.missing { taxSum = taxSum.addingClamped(tax) }
        }
        customer.append(customerBytes)
        at.append(orderedAt)
        self.total.append(total)
        flags.append(status | (isMismatch ? Self.mismatchBit : 0))
        self.subtotal.append(subtotal)
        self.discount.append(discount)
        self.refunded.append(refunded)
        channel.append(row.text(columns.channel))
        discountCode.append(row.text(columns.code))
        if versionField >= 0 { version.append(row.version(versionField)) }
    }

    /// An amount that serves a check or a figure that can do without it.
    private func amount(_ row: Row, _ column: BoundColumn) -> Int64 {
        guard column.isPresent else { return Money.missing }
        return row.optional(Money.missing) { () throws(Rejection) in try row.positiveMoney(column) }
    }

    func context(_ row: Row) -> RefusedContext {
        let at = (try? row.instant(columns.at)) ?? Instant.missing
        return RefusedContext(
            day: at == Instant.missing ? nil : Int32(at / Instant.microsecondsPerDay),
            channel: String(decoding: row.bytes(columns.channel).prefix(64), as: UTF8.self))
    }

    func looseMoney(_ row: Row) -> Int64 { LooseMoney.read(row.bytes(columns.total)) }

    func money(since count: Int) -> Int64 { total[count...].reduce(0) { $0.addingClamped($1) } }

    /// Whether a row is a refund of the customer's earlier orders.
    func isRefund(_ row: Int) -> Bool { hasRefunds && total[row] < 0 }

    private func converted(_ raw: Int64, _ rate: Int32, _ column: BoundColumn) throws(Rejection) -> Int64 {
        guard let converted = rates.convert(raw, rate) else {
            throw Rejection(reason: .numberOutOfRange, column: column.number)
        }
        return converted
    }

    /// Whether the parts, where all of them are given, do not add up to the total.
    private mutating func disagrees(
        _ total: Int64, _ subtotal: Int64, _ discount: Int64, _ shipping: Int64, _ tax: Int64
    ) -> Bool {
        let isAnyMissing =
            subtotal == Money.missing || discount == Money.missing || shipping == Money.missing || tax == Money.missing
        guard !isAnyMissing else { return false }
        return formulas.differs(subtotal, discount, shipping, tax, total)
    }

    /// Whether two rows of one id are versions of one order: they tell of one moment, or of one customer within a day.
    func isOneOrder(_ a: Int, _ b: Int) -> Bool {
        at[a] == at[b] || (customer[a] == customer[b] && abs(at[a] - at[b]) <= Instant.microsecondsPerDay)
    }

    /// Whether two rows say the same, in every column that is kept.
    func isEqual(_ a: Int, _ b: Int) -> Bool {
        at[a] == at[b] && total[a] == total[b] && flags[a] == flags[b] && customer[a] == customer[b]
            && subtotal[a] == subtotal[b] && discount[a] == discount[b] && refunded[a] == refunded[b]
            && channel[a] == channel[b] && discountCode[a] == discountCode[b] && rate[a] == rate[b]
    }

    mutating func takeFlags() -> [UInt8] {
        defer { flags = [] }
        return flags
    }

    mutating func forgetIDs() {
        (ids, id) = (StringInterner(), [])
    }
}
