package import Domain

/// What to read, and how to understand it.
package struct SourceDescription: Sendable {
    /// The instant as of which records are taken.
    package enum AsOf: Sendable, Equatable {
        /// The latest order, refund, ticket (with its own stamps) or ticket event that was accepted, plus a microsecond.
        case latest
        /// The present, as the caller's clock has it: what lies at or after it is quarantined as `future_timestamp`.
        case now(Instant)
        /// A given instant: what lies at or after it is counted as `after_as_of`.
        case instant(Instant)
    }

    /// Folders and single files; a table may stand in several of them.
    package var paths: [String]
    /// In place of files: the database that holds the tables.
    package var database: DatabaseSource?
    /// The name of a mapping in ``mappingFolder``, or the path of one; `nil` for the canonical tables.
    package var mapping: String?
    /// In place of the file of a mapping: its text, which extends the canonical mapping.
    package var mappingText: String?
    package var mappingFolder = "pipelines/mappings"
    package var asOf: AsOf
    /// The shop's own time zone: its local days and hours, and the months of the rates.
    package var zone: ShopZone
    /// ISO 4217 code of the currency in which all money is reported.
    package var currency: String
    /// Units of ``currency`` for one unit of another: currency, then month (`2025-03`), then decimal text.
    package var rates: [String: [String: String]]

    /// Lists of keywords that are looked for in the subjects of tickets, at most 64; see ``Tickets/keywords``.
    package var keywords: [[String]] = []

    package init(
        paths: [String], database: DatabaseSource? = nil, mapping: String? = nil, asOf: AsOf = .latest,
        zone: ShopZone = .utc,
        currency: String = "EUR", rates: [String: [String: String]] = [:]
    ) {
        self.paths = paths
        self.database = database
        self.mapping = mapping
        self.asOf = asOf
        self.zone = zone
        self.currency = currency
        self.rates = rates
    }
}
