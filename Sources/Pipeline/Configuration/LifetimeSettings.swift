internal import Analytics
internal import Ingest
internal import Kernels

extension LifetimeOptions {
    /// Reads `stages.lifetime` of a pipeline file.
    init(_ yaml: StrictYAML) throws(ConfigurationError) {
        self.init()
        model = try Self.model(yaml)
        timeUnit = try Self.timeUnit(yaml) ?? timeUnit
        horizonMonths = try Self.horizons(yaml) ?? horizonMonths
        discountRate = try yaml.number("discount_rate", in: 0...10) ?? discountRate
        refitDays = try yaml.integer("refit_days", in: 0...100_000) ?? refitDays
        try yaml.finish()
    }

    private static func model(_ yaml: StrictYAML) throws(ConfigurationError) -> RepeatPurchaseModelKind? {
        guard let name = try yaml.string("model"), name != "auto" else { return nil }
        guard let kind = RepeatPurchaseModelKind(rawValue: name) else {
            let known = (["auto"] + RepeatPurchaseModelKind.allCases.map(\.rawValue)).joined(separator: ", ")
            throw yaml.error("`\(name)` is none of \(known)", at: "model")
        }
        return kind
    }

    private static func timeUnit(_ yaml: StrictYAML) throws(ConfigurationError) -> LifetimeTimeUnit? {
        guard let name = try yaml.string("time_unit") else { return nil }
        guard let unit = LifetimeTimeUnit(rawValue: name) else {
            let known = LifetimeTimeUnit.allCases.map(\.rawValue).joined(separator: ", ")
            throw yaml.error("`\(name)` is none of \(known)", at: "time_unit")
        }
        return unit
    }

    private static func horizons(_ yaml: StrictYAML) throws(ConfigurationError) -> [Int]? {
        guard let texts = try yaml.strings("horizon_months") else { return nil }
        let months = texts.compactMap { Int($0) }.filter { (1...LifetimeForecasts.months).contains($0) }
        guard months.count == texts.count, Set(months).count == months.count else {
            throw yaml.error(
                "lists whole months from 1 to \(LifetimeForecasts.months), each once", at: "horizon_months")
        }
        return months.sorted()
    }
}
