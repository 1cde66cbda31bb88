package import Domain

/// Why a source was refused: one sentence that says what, where, and what to do next.
package struct IngestError: Error, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case noSuchFile, unreadable, noTable, ambiguousFiles, changedWhileReading, badCompression
        case noHeader, badHeader, tooManyColumns, missingColumn, openQuote
        case badMapping, badRates, tooLarge
    }

    package let kind: Kind
    package let message: String
    /// What was wrong with further tables, so that one attempt shows everything there is to mend.
    package internal(set) var further: [String] = []
    /// What had been found out before the source was refused.
    package internal(set) var quality = DataQuality()

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { ([message] + further).joined(separator: "; ") }
}
