internal import Domain

/// Rates of exchange into the reporting currency, by currency and month of the shop's own calendar.
struct Rates: Sendable {
    private var currencies = StringInterner()
    /// By currency: from year * 12 + month to an index into ``factors``.
    private var months: [[Int: Int32]] = []
    private(set) var factors: [DecimalFactor] = []
    private let reporting: [UInt8]
    private let zone: ShopZone

    init(_ rates: [String: [String: String]], reporting: String, zone: ShopZone) throws(IngestError) {
        self.reporting = Array(reporting.utf8)
        self.zone = zone
        for (currency, table) in rates.sorted(by: { $0.key < $1.key }) {
            _ = currencies.code(of: currency)
            var byMonth: [Int: Int32] = [:]
            for (month, text) in table.sorted(by: { $0.key < $1.key }) {
                guard let number = Self.month(month) else {
                    throw IngestError(
                        .badRates, "\(month) is no month in the rates of \(currency); write it like 2025-03")
                }
                guard let factor = DecimalFactor(text) else {
                    throw IngestError(
                        .badRates, "\(text) is no rate of \(currency) in \(month); write a decimal like 0.9215")
                }
                byMonth[number] = Int32(factors.count)
                factors.append(factor)
            }
            months.append(byMonth)
        }
    }

    private static func month(_ text: String) -> Int? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2, let year = Int(parts[0]),
            let month = Int(parts[1]), 1...12 ~= month
        else { return nil }
        return year * 12 + month
    }

    /// The index of the factor for an amount of that time: -1 where it stands in the reporting currency already (also
    /// where no currency is given), `nil` where there is no rate.
    func index(currency: UnsafeBufferPointer<UInt8>, at microseconds: Int64) -> Int32? {
        guard !currency.isEmpty, !currency.elementsEqual(reporting) else { return -1 }
        guard currency.allSatisfy({ $0 < 0x61 }) else { return index(folding: currency, at: microseconds) }
        guard let code = currencies.existingCode(of: currency) else { return nil }
        let date = CivilDate(daysSince1970: zone.local(microseconds).day)
        return months[Int(code)][date.year * 12 + date.month]
    }

    /// The same for a code in small letters, as Stripe writes it.
    private func index(folding currency: UnsafeBufferPointer<UInt8>, at microseconds: Int64) -> Int32? {
        let capitals = currency.map { (0x61...0x7a).contains($0) ? $0 & 0xdf : $0 }
        guard capitals.allSatisfy({ $0 < 0x61 }) else { return nil }
        return capitals.withUnsafeBufferPointer { index(currency: $0, at: microseconds) }
    }

    /// An amount in the reporting currency; missing stays missing, and `nil` is beyond the limit.
    func convert(_ raw: Int64, _ index: Int32) -> Int64? {
        index < 0 || raw == Money.missing ? raw : factors[Int(index)].applied(to: raw)
    }
}
