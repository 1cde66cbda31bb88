internal import Domain

/// Suspicions about who is who: what they find is seldom a shop and mostly an export.
enum IdentityChecks {
    static func of(_ shop: Shop, customerRows: Int, matchedRows: Int, orderingCustomers: Int) -> [QualityCheck] {
        guard shop.has.orders else { return [] }
        let perCustomer = (0..<shop.customers.count).map { shop.customers.orders(of: $0).count }
        let ordering = perCustomer.filter { $0 > 0 }.sorted()
        return [
            share(ordering, perCustomer, shop), repeats(ordering),
            tablesMeet(customerRows, matchedRows, orderingCustomers), numbersAsIDs(shop.customers.ids),
            forms(shop.customers.ids),
        ]
    }

    /// One customer with an implausible share of all orders is nobody under some name.
    private static func share(_ sorted: [Int], _ perCustomer: [Int], _ shop: Shop) -> QualityCheck {
        let orders = sorted.reduce(0, +)
        let (top, second) = (sorted.last ?? 0, sorted.dropLast().last ?? 0)
        let median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        let isAlone = sorted.count == 1 && orders >= 50
        let isLarge = top * 5 > orders && top >= 8 * median && top >= 4 * second
        let isImplausible = top * 10 > orders && top >= 20 * median && top >= 5 * second
        let isSuspicious = orders >= 50 && (isAlone || isLarge || isImplausible)
        let id = perCustomer.firstIndex(of: top).flatMap { shop.customers.ids.string(Int32($0)) } ?? ""
        return QualityCheck(
            name: "customer_share", outcome: isSuspicious ? .failed : .passed,
            found: isSuspicious
                ? "customer `\(id)` has \(top) of \(orders) orders, the median customer \(median)"
                : "at most \(top) of \(orders) orders of one customer",
            allowed:
                "no customer far above all others; where it means nobody, add it to the mapping: `nobody: [\"\(id)\"]`")
    }

    /// A shop of hundreds in which nobody ever ordered twice makes a customer of every order.
    private static func repeats(_ sorted: [Int]) -> QualityCheck {
        let orders = sorted.reduce(0, +)
        let repeating = sorted.count { $0 > 1 }
        return QualityCheck(
            name: "customers_repeat", outcome: orders >= 200 && repeating == 0 ? .failed : .passed,
            found: "\(repeating) of \(sorted.count) customers ordered twice",
            allowed: "some of 200; where ids are made anew for every order, map the column that says who is who:"
                + " `customers: { columns: { same_as: … } }`, or a table customer_identities")
    }

    private static func tablesMeet(_ rows: Int, _ matched: Int, _ ordering: Int) -> QualityCheck {
        let isApart = rows >= 20 && ordering >= 20 && matched * 100 < min(rows, ordering)
        return QualityCheck(
            name: "customers_match_orders", outcome: isApart ? .failed : .passed,
            found: "\(matched) of \(rows) ids of customers have orders",
            allowed: "1 % of them; ids in two forms become one with `digits: true` or `case: fold` at the column")
    }

    /// What a spreadsheet makes of a long number is no id any more.
    private static func numbersAsIDs(_ ids: StringTable) -> QualityCheck {
        let broken = (0..<ids.count).filter { ids.withBytes($0, isScientific) }
        let example = broken.first.flatMap { ids.string(Int32($0)) }.map { ", such as `\($0)`" } ?? ""
        return QualityCheck(
            name: "ids_are_whole", outcome: broken.isEmpty ? .passed : .failed,
            found: "\(broken.count) ids of customers are rounded numbers\(example)",
            allowed: "none; a spreadsheet has cut them: export them as text again")
    }

    /// `6.12345E+12`: one digit, a fraction, and an exponent of two digits.
    static func isScientific(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
        guard id.count >= 5, let e = id.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }), e >= 1 else {
            return false
        }
        let (mantissa, exponent) = (id[..<e], id[(e + 1)...])
        let isMark = { (byte: UInt8) in byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") }
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        guard let first = mantissa.first, isDigit(first), exponent.first == UInt8(ascii: "+"), 3...4 ~= exponent.count,
            exponent.dropFirst().allSatisfy(isDigit)
        else { return false }
        return mantissa.count == 1 || (isMark(mantissa[1]) && mantissa.dropFirst(2).allSatisfy(isDigit))
    }

    /// Ids that differ in capitals, leading zeros or `.0` behind are the same one written twice.
    private static func forms(_ ids: StringTable) -> QualityCheck {
        var seen = StringInterner()
        var example: String?
        for index in 0..<ids.count {
            let before = seen.count
            let form: [UInt8] = ids.withBytes(index) { Self.form(of: $0) }
            form.withUnsafeBufferPointer { _ = seen.code(of: $0) }
            if seen.count == before, example == nil { example = ids.string(Int32(index)) }
        }
        let more = ids.count - seen.count
        let isRule = more >= 2 && more * 200 > ids.count
        return QualityCheck(
            name: "customer_id_forms", outcome: isRule ? .failed : more > 0 ? .warned : .passed,
            found: "\(more) of \(ids.count) ids differ from another in capitals, zeros before or `.0` behind"
                + (example.map { ", such as `\($0)`" } ?? ""),
            allowed: "0; `case: fold` makes them small, `digits: true` keeps the digits alone:"
                + " `orders: { columns: { customer_id: { case: fold } } }`")
    }

    private static func form(of id: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var form = Array(id)
        if form.contains(where: { $0 >= 0x80 }) {
            form = Array(String(decoding: form, as: UTF8.self).lowercased().utf8)
        } else {
            form = form.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        }
        if form.suffix(2).elementsEqual(".0".utf8) { form.removeLast(2) }
        guard form.allSatisfy({ (0x30...0x39).contains($0) }) else { return form }
        return Array(form.drop { $0 == UInt8(ascii: "0") })
    }
}
