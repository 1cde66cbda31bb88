import Analytics
import Kernels
import Testing

/// Customers of whom many leave right after their first order, which BG/NBD holds to be impossible.
struct LifetimeChampionTests {
    private func fitted(_ kind: RepeatPurchaseModelKind, version: Int) throws -> LifetimeModel {
        var options = LifetimeOptions()
        options.model = kind
        switch LifetimeFitting.fit(shop, options, version: version, seed: 1, jobs: 2) {
        case .fitted(let model): return model
        case .refused(let reason):
            Issue.record("refused: \(reason)")
            throw CancellationError()
        }
    }

    private let shop = LifetimeShop.simulated(
        RepeatPurchaseModel(kind: .mbgNBD, parameters: [1.2, 4, 1.5, 2.5]), customers: 2_000, days: 500, seed: 5)

    @Test func `the window has a veto on another model, and none on the same one`() throws {
        let (right, wrong) = (try fitted(.mbgNBD, version: 1), try fitted(.bgNBD, version: 2))
        let refused = wrong.contest(against: right, on: shop, jobs: 2)
        #expect(!refused.isPromoted)
        #expect((refused.ahead ?? 0) < -(refused.standardError ?? .infinity))
        #expect(refused.champion?.version == 1 && refused.challenger.version == 2)
        let promoted = right.contest(against: wrong, on: shop, jobs: 2)
        #expect(promoted.isPromoted && promoted.ahead == -(refused.ahead ?? 0))
        let same = right.contest(against: right, on: shop, jobs: 2)
        #expect(same.isPromoted && same.metric == nil)
    }
}
