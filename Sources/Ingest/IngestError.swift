package import Domain

/// Why a source was refused: one sentence that says what, where, and what to do next.
package struct IngestError: Error, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case noSuchFile, unreadable, noTable, ambiguousFiles, changedWhileReading, badCompression
        case noHeader, badHeader, tooManyColumns, missingColumn, openQuote
        case badMapping, badRates, tooLarge, ambiguousNumbers
        /// Something of the source that nothing reads looks as if it should be read.
        case nearMiss
        /// A column of a database is of a type that cannot be what it is mapped to.
        case badColumn
        /// A database does not understand what the mapping asks of it.
        case badQuery
        /// A database does not answer, is gone while it is read, or does not let this role read.
        case unreachable, connectionLost, refusedByServer
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

    /// Whether the source could not be got at, rather than being wrong in itself.
    package var isOutOfReach: Bool { [.unreachable, .connectionLost, .refusedByServer].contains(kind) }

    /// Whether a server said so, rather than this program.
    var isOfServer: Bool { isOutOfReach || kind == .badQuery }

    package var description: String { ([message] + further).joined(separator: "; ") }
}
