/// Why a source row was not accepted; the raw value is the public code.
package enum ReasonCode: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
    case badUTF8 = "bad_utf8"
    /// A wrong number of fields, or a field beyond the limit.
    case badCSV = "bad_csv"
    /// A line that is no JSON object.
    case badJSON = "bad_json"
    /// A cell that should hold order lines and is not written as `split` says.
    case badLines = "bad_lines"
    case missingValue = "missing_value"
    case badTimestamp = "bad_timestamp"
    /// At or after `as_of`, where that is `now`.
    case futureTimestamp = "future_timestamp"
    case badNumber = "bad_number"
    case numberOutOfRange = "number_out_of_range"
    case badEnum = "bad_enum"
    /// Two rows of one key that differ.
    case duplicateConflict = "duplicate_conflict"
    /// A line or a refund of an order that was not accepted.
    case orphanLine = "orphan_line"
    /// An event of a ticket that was not accepted.
    case orphanEvent = "orphan_event"
    case unknownCurrency = "unknown_currency"
    case negativeTotal = "negative_total"
    case resolvedBeforeCreated = "resolved_before_created"
    /// An id longer than 255 bytes.
    case idTooLong = "id_too_long"
    /// A return for which the customer has no line that was bought before.
    case unmatchedReturn = "unmatched_return"
    /// A booking that is no sale: a negative price.
    case adjustment
}

/// Cells of one column that became missing because they could not be read; their rows were accepted without them.
package struct BadCells: Sendable, Equatable {
    package let column: String
    package let reason: ReasonCode
    package var count: Int

    package init(column: String, reason: ReasonCode, count: Int) {
        (self.column, self.reason, self.count) = (column, reason, count)
    }
}

/// What became of the rows of one table:
/// `read = accepted + duplicates + superseded + setAside + quarantined + afterAsOf`.
package struct Reconciliation: Sendable, Equatable {
    package let table: String
    package var read = 0
    package var accepted = 0
    package var duplicates = 0
    /// Earlier versions of rows that were read again later.
    package var superseded = 0
    /// Rows whose time lies so far from all others that it cannot be right.
    package var setAside = 0
    package var quarantined = 0
    package var afterAsOf = 0
    /// Accepted rows that stand in no figure, by why: `cancelled`, `test`, and `left_out` for rows of a shared file that are
    /// none of this table's.
    package var setApart: [String: Int] = [:]
    package var reasons: [ReasonCode: Int] = [:]
    /// Money of the quarantined rows in 1/10000, read as loosely as possible; 0 for tables without money.
    package var quarantinedMoney: Int64 = 0
    /// Money of the accepted rows in 1/10000.
    package var acceptedMoney: Int64 = 0
    /// Money of all rows that could be read, added up while they were, in 1/10000.
    package var readMoney: Int64 = 0
    /// Money of those of them that stand in no figure: duplicates, superseded, set aside, after `as_of`, refused later,
    /// cancelled, test, left out.
    package var uncountedMoney: Int64 = 0
    /// Money of the rows that were set aside in 1/10000.
    package var setAsideMoney: Int64 = 0
    package var badCells: [BadCells] = []
    /// Numbers that had more than four decimals and were rounded half to even, by column.
    package var rounded: [String: Int] = [:]
    /// Columns of the source that nothing reads.
    package var ignoredColumns: [String] = []

    package init(table: String) {
        self.table = table
    }

    package var isReconciled: Bool {
        read == accepted + duplicates + superseded + setAside + quarantined + afterAsOf
            && quarantined == reasons.values.reduce(0, +)
    }

    package var quarantineShare: Double {
        read > 0 ? Double(quarantined) / Double(read) : 0
    }
}

/// A source row that was not accepted, as it stood there.
package struct QuarantinedRow: Sendable, Equatable {
    package let table: String
    /// The file or query it came from.
    package let source: String
    /// Its number in that source, the first row after the header being 1.
    package let row: Int
    /// The column at fault; `nil` where the row as a whole is.
    package let column: String?
    package let reason: ReasonCode
    /// The raw text, at most ``rawLimit`` bytes, bytes that are no UTF-8 replaced.
    package let raw: String

    package static let rawLimit = 4096

    package init(table: String, source: String, row: Int, column: String?, reason: ReasonCode, raw: String) {
        self.table = table
        self.source = source
        self.row = row
        self.column = column
        self.reason = reason
        self.raw = raw
    }
}

/// Refused rows of one table for one reason at one column.
package struct RefusedKind: Sendable, Equatable {
    package let table: String
    package let column: String?
    package let reason: ReasonCode
    package let rows: Int
    /// In 1/10000, read as loosely as possible.
    package let money: Int64
    /// The most frequent value of the column among them, shortened; empty where there is none.
    package let example: String
    /// Whether most values look alike: the column has another form, rather than mistakes in it.
    package let isFormat: Bool
    /// What would read them; empty where nothing is known to.
    package let advice: String
    /// How they differ from accepted rows in size, day or channel; empty where they do not.
    package var leaning = ""

    package init(
        table: String, column: String?, reason: ReasonCode, rows: Int, money: Int64, example: String, isFormat: Bool,
        advice: String
    ) {
        (self.table, self.column, self.reason, self.rows, self.money) = (table, column, reason, rows, money)
        (self.example, self.isFormat, self.advice) = (example, isFormat, advice)
    }
}

/// One statement about a run that can fail, with what was found and what is allowed.
package struct QualityCheck: Sendable, Equatable {
    package enum Outcome: String, CaseIterable, Sendable, Codable {
        case passed
        /// Worth a look; holds nothing back.
        case warned
        /// Holds the run back.
        case failed
    }

    package let name: String
    package let outcome: Outcome
    package let found: String
    package let allowed: String

    package init(name: String, outcome: Outcome, found: String, allowed: String) {
        self.name = name
        self.outcome = outcome
        self.found = found
        self.allowed = allowed
    }

    /// The check where what it suspects is known to be so: it warns in place of failing.
    package var accepted: QualityCheck {
        QualityCheck(name: name, outcome: outcome == .failed ? .warned : outcome, found: found, allowed: allowed)
    }
}

/// Everything that reading a source found out about it, beside the ``Shop`` itself.
package struct DataQuality: Sendable, Equatable {
    package var tables: [Reconciliation] = []
    package var quarantine: [QuarantinedRow] = []
    /// What the reader noticed beyond single rows, for example `total_mismatch`.
    package var checks: [QualityCheck] = []
    /// What is wrong with refused rows, by table, those of most money and rows first.
    package var refusals: [RefusedKind] = []
    /// Files of the source that no table takes.
    package var unreadFiles: [String] = []
    /// How the source's total becomes net revenue.
    package var bridge = MoneyBridge()

    package init() {}
}
