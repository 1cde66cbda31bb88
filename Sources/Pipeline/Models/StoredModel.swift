package import Domain

/// A fit as it lies on disk.
package protocol StoredModel: Codable, Sendable {
    /// The name under which the ledger knows it.
    static var name: String { get }
    /// Equal texts mean equal models.
    var identity: String { get }
    /// The fits of this name, counted from 1.
    var version: Int { get }
    /// Data up to this instant were used.
    var cutoff: Instant { get }
}
