internal import Analytics
package import Domain
package import Store
internal import Synchronization

/// Places customers whom no run has seen, by the segment model that is champion.
///
/// The model is read from its file once for each version.
package final class ContextScoring: Sendable {
    private let store: RunStore
    private let folder: ModelFolder
    private let zone: ShopZone
    private let known = Mutex<(version: ModelVersion, model: StoredSegmentModel)?>(nil)

    package init(_ store: RunStore, models folder: ModelFolder, zone: ShopZone) {
        (self.store, self.folder, self.zone) = (store, folder, zone)
    }

    /// Where a customer stands by some orders, one at least; `nil` where no model was fitted yet.
    ///
    /// Blocks on the disk.
    ///
    /// - Throws: ``StoreError``, or ``RunError`` where the model's file is gone.
    package func standing(by orders: [ContextOrder], asOf: Instant) throws -> ContextStanding? {
        guard let stored = try champion() else { return nil }
        return stored.segments.place(orders, population: stored.population, zone: zone, asOf: asOf)
    }

    private func champion() throws -> StoredSegmentModel? {
        guard let version = try store.champion(StoredSegmentModel.name) else { return nil }
        if let known = known.withLock({ $0 }), known.version == version { return known.model }
        let model = try folder.read(version, as: StoredSegmentModel.self)
        known.withLock { $0 = (version, model) }
        return model
    }
}
