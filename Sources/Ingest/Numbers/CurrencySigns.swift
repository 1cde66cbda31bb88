/// The words for currencies that may stand beside an amount.
struct CurrencySigns: Sendable {
    enum Meaning: Equatable { case own, foreign, unknown }

    private let own: Set<[UInt8]>

    /// Signs and codes of some currencies, and further words that say nothing.
    init(of currencies: [String], strip: [String] = []) {
        let known = currencies.flatMap { [$0] + (Self.signs[$0] ?? []) }
        own = Set((known + strip).map { Array($0.lowercased().utf8) })
    }

    static let none = CurrencySigns(of: [])

    func adding(_ strip: [String]) -> CurrencySigns {
        strip.isEmpty ? self : CurrencySigns(own: own.union(strip.map { Array($0.lowercased().utf8) }))
    }

    private init(own: Set<[UInt8]>) { self.own = own }

    func meaning(of word: ArraySlice<UInt8>) -> Meaning {
        let text = String(decoding: word, as: UTF8.self)
        if own.contains(Array(text.lowercased().utf8)) { return .own }
        return Self.currencies(of: text).isEmpty ? .unknown : .foreign
    }

    /// The currencies for which a word may stand, the most usual first.
    static func currencies(of word: String) -> [String] {
        let code = word.uppercased()
        if isoCodes.contains(code) { return [code] }
        let lowered = word.lowercased()
        return order.filter { signs[$0]?.contains { $0.lowercased() == lowered } ?? false }
    }

    private static let order = [
        "USD", "EUR", "GBP", "JPY", "CNY", "CHF", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "SEK", "NOK", "DKK", "ISK",
        "PLN", "CZK", "HUF", "RON", "BGN", "RUB", "TRY", "UAH", "INR", "BRL", "KRW", "ILS", "THB", "VND", "PHP", "NGN",
        "ZAR",
    ]

    private static let signs: [String: [String]] = [
        "EUR": ["€", "Euro"], "USD": ["$", "US$"], "GBP": ["£"], "JPY": ["¥", "￥", "円"], "CNY": ["¥", "￥", "元", "RMB"],
        "CHF": ["Fr.", "SFr.", "Fr"], "CAD": ["$", "C$", "CA$"], "AUD": ["$", "A$", "AU$"], "NZD": ["$", "NZ$"],
        "SGD": ["$", "S$"], "HKD": ["$", "HK$"], "MXN": ["$", "MX$"], "SEK": ["kr", "kr."], "NOK": ["kr", "kr."],
        "DKK": ["kr", "kr."], "ISK": ["kr", "kr."], "PLN": ["zł"], "CZK": ["Kč"], "HUF": ["Ft"], "RON": ["lei"],
        "BGN": ["лв", "лв."], "RUB": ["₽", "руб", "руб."], "TRY": ["₺", "TL"], "UAH": ["₴"],
        "INR": ["₹", "Rs", "Rs."], "BRL": ["R$"], "KRW": ["₩"], "ILS": ["₪"], "THB": ["฿"], "VND": ["₫"],
        "PHP": ["₱"], "NGN": ["₦"], "ZAR": ["R"],
    ]

    private static let isoCodes: Set<String> = Set(order).union([
        "AED", "ARS", "BHD", "CLP", "COP", "EGP", "HRK", "IDR", "JOD", "KES", "KWD", "MAD", "MYR", "OMR", "PEN", "PKR",
        "QAR", "RSD", "SAR", "TND", "TWD", "UYU",
    ])

    /// Decimals of the minor unit of a currency.
    ///
    /// Source: ISO 4217.
    static func minorDecimals(of currency: some StringProtocol) -> Int {
        switch currency {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }
}
