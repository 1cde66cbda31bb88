internal import Domain

/// Why a row is not accepted, and which of its table's columns is at fault.
struct Rejection: Error, Equatable {
    /// In place of a column where the row as a whole is at fault.
    static let wholeRow: UInt8 = .max

    let reason: ReasonCode
    /// Index into the columns of the binding.
    let column: UInt8
}
