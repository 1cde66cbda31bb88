internal import Foundation
package import Analytics
package import Domain
package import Ingest
package import Store

/// What a pipeline file says, with its defaults filled in.
///
/// The shortest useful file names a source. Paths are relative to the folder in which the command runs.
package struct PipelineDefinition: Sendable {
    /// Up to which instant records count.
    package enum AsOf: Sendable, Equatable {
        /// The latest record of the source plus one microsecond.
        case latest
        /// The moment at which the run begins; later records are quarantined.
        case now
        case instant(Instant)
    }

    package struct Source: Sendable, Equatable {
        /// A folder or a file; empty where a server is read.
        package var path: String
        /// Whether the path is that of an SQLite database.
        package var isDatabase = false
        /// In place of a path: the PostgreSQL server that is read.
        package var server: ServerAddress?
        /// On a server: the schema of the tables that a mapping names without one.
        package var schema: String?
        /// A shipped mapping's name or a path to one; `nil` for the canonical tables.
        package var mapping: String?
        /// In place of a name: the mapping itself, which extends another.
        package var mappingText: String?

        package init(path: String, isDatabase: Bool = false, mapping: String? = nil) {
            (self.path, self.isDatabase, self.mapping) = (path, isDatabase, mapping)
        }

        package init(server: ServerAddress, schema: String? = nil, mapping: String? = nil) {
            (self.path, self.server, self.schema, self.mapping) = ("", server, schema, mapping)
        }
    }

    package struct Guards: Codable, Sendable, Equatable {
        /// Rows of one table that may be quarantined, as a share; 1 disables.
        package var maxQuarantineShare = 0.01
        /// Their money, read loosely, as a share of what was accepted; 1 disables.
        package var maxQuarantineMoneyShare = 0.001
        /// How old the last record may be by the clock before the run is held back.
        package var maxDataAge = MaxDataAge.unbounded
        /// Checks that may fail: what they suspect is so.
        package var accepted: [String] = []
        /// Days that `as_of` may lie after the last order.
        package var maxDaysWithoutOrder = 14
        /// The most that the population may shift on one axis since the last published run, as a population stability index.
        package var maxDrift = 0.5

        package init() {}
    }

    package var file: String
    package var name: String
    package var tenant = "default"
    package var asOf = AsOf.latest
    package var zone = ShopZone.utc
    package var currency = "EUR"
    /// Rates into ``currency``: by currency, then by month `yyyy-mm`, as decimal text.
    package var rates: [String: [String: String]] = [:]
    package var source: Source
    package var store = StoreAddress.folder("data")
    package var reportsPath = "reports"
    package var modelsPath = "models"
    package var keepRuns = 7
    package var seed: UInt64 = 1
    package var guards = Guards()
    /// The ticket categories in which customers ask about products, rather than report trouble.
    package var questionCategories: [String] = []
    /// What the file says under `stages`; every stage reads its own part.
    var stages = StageSettings()

    /// A pipeline with every default.
    package init(file: String, name: String, source: Source) {
        (self.file, self.name, self.source) = (file, name, source)
    }
}

extension PipelineDefinition {
    /// Reads a pipeline file.
    ///
    /// - Throws: what is wrong, with the file, the key and the nearest key that exists.
    package init(contentsOf file: String) throws(ConfigurationError) {
        let stem = file.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? "pipeline"
        self = try Self.read(try StrictYAML.load(file), file: file, defaultName: stem)
        do {
            try FolderOverlap(self).refuse()
        } catch {
            throw ConfigurationError("\(file): \(error.description)")
        }
    }

    private static func read(
        _ yaml: StrictYAML, file: String, defaultName: String
    ) throws(ConfigurationError) -> PipelineDefinition {
        guard let source = try yaml.object("source") else {
            throw yaml.error("needs a source; give `source: { kind: csv, path: data/my-shop }`")
        }
        var definition = try PipelineDefinition(
            file: file, name: yaml.string("name") ?? defaultName, source: readSource(source))
        definition.tenant = try yaml.string("tenant") ?? definition.tenant
        definition.asOf = try readAsOf(yaml) ?? definition.asOf
        definition.zone = try readZone(yaml) ?? definition.zone
        definition.currency = try readCurrency(yaml) ?? definition.currency
        definition.rates = try readRates(yaml)
        if let store = try yaml.object("store") { definition.store = try StoreAddress(store) ?? definition.store }
        definition.reportsPath = try yaml.string("reports_path") ?? definition.reportsPath
        definition.modelsPath = try yaml.string("models_path") ?? definition.modelsPath
        definition.keepRuns = try yaml.integer("keep_runs", in: 1...10_000) ?? definition.keepRuns
        definition.seed = UInt64(try yaml.integer("seed", in: 0...Int.max) ?? 1)
        definition.guards = try readGuards(yaml)
        definition.questionCategories = try yaml.strings("question_categories") ?? []
        if let stages = try yaml.object("stages") { try definition.stages.read(stages, definition) }
        try yaml.finish()
        return definition
    }

    private static func readSource(_ yaml: StrictYAML) throws(ConfigurationError) -> Source {
        let kind = try yaml.string("kind") ?? "csv"
        let mappingText = try yaml.isObject("mapping") ? yaml.text("mapping") : nil
        let mapping = try yaml.string("mapping")
        var source: Source
        switch kind {
        case "csv", "sqlite":
            source = Source(path: try yaml.requiredString("path"), isDatabase: kind == "sqlite", mapping: mapping)
        case "postgres":
            let url = try yaml.string("url") ?? ""
            guard let server = try? ServerAddress(url) else {
                throw yaml.error(ServerAddress.objection, at: "url")
            }
            source = Source(server: server, schema: try yaml.string("schema"), mapping: mapping)
        default: throw yaml.error("is `\(kind)`; give `csv`, `sqlite` or `postgres`", at: "kind")
        }
        try yaml.finish()
        source.mappingText = mappingText
        return source
    }

    private static func readAsOf(_ yaml: StrictYAML) throws(ConfigurationError) -> AsOf? {
        guard let text = try yaml.string("as_of") else { return nil }
        guard let asOf = AsOf(text) else {
            throw yaml.error("is `\(text)`; give `latest`, `now` or an ISO 8601 instant", at: "as_of")
        }
        return asOf
    }

    private static func readZone(_ yaml: StrictYAML) throws(ConfigurationError) -> ShopZone? {
        guard let name = try yaml.string("timezone") else { return nil }
        guard let zone = ShopZone(identifier: name) else {
            throw yaml.error("`\(name)` is no known time zone; give an IANA name like Europe/Berlin", at: "timezone")
        }
        return zone
    }

    private static func readCurrency(_ yaml: StrictYAML) throws(ConfigurationError) -> String? {
        guard let code = try yaml.string("currency") else { return nil }
        guard code.wholeMatch(of: /[A-Z]{3}/) != nil else {
            throw yaml.error("is `\(code)`; give three capital letters of ISO 4217, like EUR", at: "currency")
        }
        return code
    }

    private static func readRates(_ yaml: StrictYAML) throws(ConfigurationError) -> [String: [String: String]] {
        guard let rates = try yaml.object("rates") else { return [:] }
        var result: [String: [String: String]] = [:]
        for currency in rates.keys {
            guard let months = try rates.object(currency) else { continue }
            var byMonth: [String: String] = [:]
            for month in months.keys { byMonth[month] = try months.requiredString(month) }
            result[currency] = byMonth
        }
        return result
    }

    private static func readGuards(_ yaml: StrictYAML) throws(ConfigurationError) -> Guards {
        var guards = Guards()
        guards.maxQuarantineShare =
            try yaml.number("max_quarantine_share", in: 0...1) ?? guards.maxQuarantineShare
        guards.maxQuarantineMoneyShare =
            try yaml.number("max_quarantine_money_share", in: 0...1) ?? guards.maxQuarantineMoneyShare
        if let text = try yaml.string("max_data_age") {
            guard let age = MaxDataAge(text) else {
                throw yaml.error("is `\(text)`; give `none`, or a number with h, d or w, like 3d", at: "max_data_age")
            }
            guards.maxDataAge = age
        }
        guards.accepted = try yaml.strings("accept") ?? []
        guards.maxDaysWithoutOrder =
            try yaml.integer("max_days_without_order", in: 0...100_000) ?? guards.maxDaysWithoutOrder
        guards.maxDrift = try yaml.number("max_drift", in: 0...1_000) ?? guards.maxDrift
        return guards
    }
}

extension PipelineDefinition.AsOf {
    /// Reads `latest`, `now` or an ISO 8601 instant; `nil` for anything else.
    package init?(_ text: String) {
        switch text {
        case "latest": self = .latest
        case "now": self = .now
        default:
            guard let instant = Instant(iso8601: text) else { return nil }
            self = .instant(instant)
        }
    }
}
