internal import Analytics
internal import Ingest

extension ChurnOptions {
    /// Reads `stages.churn` of a pipeline file.
    init(_ yaml: StrictYAML) throws(ConfigurationError) {
        self.init()
        horizonDays = try Self.horizon(yaml)
        margin = try yaml.number("margin", in: 0...1) ?? margin
        refitDays = try yaml.integer("refit_days", in: 0...100_000) ?? refitDays
        try yaml.finish()
    }

    /// `auto` or days.
    private static func horizon(_ yaml: StrictYAML) throws(ConfigurationError) -> Int? {
        guard let text = try yaml.string("horizon_days"), text != "auto" else { return nil }
        guard let days = Int(text), (7...730).contains(days) else {
            throw yaml.error("is `\(text)`; give `auto` or whole days from 7 to 730", at: "horizon_days")
        }
        return days
    }
}
