import Foundation
import Kernels
import Testing

/// Simulated customers against the closed forms, within five standard errors.
struct PurchaseSimulationTests {
    static let models = PurchaseIdentitiesTests.models
    private let draws = 100_000

    private func counts(
        _ model: RepeatPurchaseModel, within t: Double, _ draw: (inout CounterRandom) -> PurchaseProcess
    ) -> [Double] {
        (0..<draws).map { i in
            var random = CounterRandom(seed: 8, stream: UInt64(i))
            return Double(draw(&random).purchaseTimes(within: t, using: &random).count)
        }
    }

    private func expectShare(
        _ share: Double, of values: [Double], _ isMember: (Double) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = Double(values.count(where: isMember)) / Double(values.count)
        let error = (share * (1 - share) / Double(values.count)).squareRoot()
        #expect(abs(found - share) <= 5 * error, sourceLocation: sourceLocation)
    }

    private func expectMean(
        _ mean: Double, of values: [Double], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let moments = Moments(values)
        #expect(abs(moments.mean - mean) <= 5 * (moments.standardError ?? 0), sourceLocation: sourceLocation)
    }

    @Test(arguments: models)
    func `new customers`(_ model: RepeatPurchaseModel) {
        let counts = counts(model, within: 20) { model.drawNewCustomer(using: &$0) }
        expectMean(model.expectedPurchasesOfNewCustomer(in: 20), of: counts)
        for n in 0..<6 {
            expectShare(model.probabilityOfPurchases(n, ofNewCustomerIn: 20), of: counts) { $0 == Double(n) }
        }
    }

    @Test func `times ascend within the time given`() {
        let model = Self.models[1]
        for i in 0..<1_000 {
            var random = CounterRandom(seed: 9, stream: UInt64(i))
            let times = model.drawNewCustomer(using: &random).purchaseTimes(within: 30, using: &random)
            #expect(times.allSatisfy { $0 > 0 && $0 <= 30 } && times == times.sorted())
        }
        var random = CounterRandom(seed: 9, stream: 0)
        let gone = PurchaseProcess(rate: 5, leaving: .inTime(hazard: 1), isActive: false)
        #expect(gone.purchaseTimes(within: 30, using: &random).isEmpty)
        let idle = PurchaseProcess(rate: 0, leaving: .afterPurchase(probability: 0), isActive: true)
        #expect(idle.purchaseTimes(within: 30, using: &random).isEmpty)
    }
}
