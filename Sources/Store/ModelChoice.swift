package import Domain

/// A version that became champion.
package struct ModelChoice: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// By the run that fitted it.
        case fitted
        /// By hand.
        case promoted
        /// By hand: the champion before.
        case rolledBack = "rolled_back"
    }

    package let name: String
    package let version: Int
    /// The champion before; `nil` for the first one.
    package let replaced: Int?
    package let kind: Kind
    package let at: Instant

    package init(name: String, version: Int, replaced: Int?, kind: Kind, at: Instant) {
        (self.name, self.version, self.replaced, self.kind, self.at) = (name, version, replaced, kind, at)
    }
}

extension RunStore {
    /// Makes a version the champion of its model, by hand.
    ///
    /// - Throws: ``StoreError/Code/unknownModel``.
    package func choose(
        _ name: String, version: Int, as kind: ModelChoice.Kind, at instant: Instant
    ) throws(StoreError) {
        try ledger.choose(name, version: version, as: kind, at: instant)
    }

    /// Every change of the champion of a model, the first one first.
    package func modelChoices(_ name: String) throws(StoreError) -> [ModelChoice] {
        try ledger.modelChoices(name)
    }

    /// Whether the champion was chosen by hand, and no run has been published since.
    package func isModelHeld(_ name: String) throws(StoreError) -> Bool { try ledger.isModelHeld(name) }
}
