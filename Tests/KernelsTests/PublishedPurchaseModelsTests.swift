import Foundation
import Kernels
import Testing

/// The models of repeat buying on the data that everybody fits them to.
///
/// Calibration to 1997-09-30, times as days / 7, purchases of one day joined. Oracles: Fader, Hardie & Lee (2005) for BG/NBD
/// and Pareto/NBD, Batislam, Denizel & Filiztekin (2007) for MBG/NBD, Fader & Hardie (2013) for Gamma-Gamma, with more
/// digits from independent fits that the shared data's description lists.
@Suite(.enabled(if: CDNOWPurchases.areAvailable, "the shared CDNOW data are absent"))
struct PublishedPurchaseModelsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let file: CDNOWPurchases.File
        let kind: RepeatPurchaseModelKind
        let parameters: [Double]
        let logLikelihood: Double
        var testDescription: String { "\(kind.rawValue) on \(file.rawValue)" }
    }

    static let cases = [
        Case(
            file: .sample, kind: .bgNBD, parameters: [0.242595, 4.41360, 0.792922, 2.42591], logLikelihood: -9582.4292),
        Case(
            file: .sample, kind: .mbgNBD, parameters: [0.52484, 6.1831, 0.89136, 1.6140], logLikelihood: -9582.1357),
        Case(
            file: .sample, kind: .paretoNBD, parameters: [0.5533, 10.5777, 0.6062, 11.6687], logLikelihood: -9594.976),
        Case(
            file: .master, kind: .bgNBD, parameters: [0.25162396, 4.78894295, 0.72343357, 2.16108839],
            logLikelihood: -95368.444),
        Case(
            file: .master, kind: .paretoNBD, parameters: [0.5974, 11.5857, 0.5222, 8.8278], logLikelihood: -95415.118),
    ]

    @Test(arguments: cases)
    func `fits are the published ones`(_ example: Case) throws {
        let histories = try CDNOWPurchases(example.file).histories
        let fit = RepeatPurchaseFit.fit(example.kind, histories, jobs: 2)
        #expect(fit.status == FitStatus(.converged))
        #expect(fit.customers == (example.file == .sample ? 2_357 : 23_570))
        for (found, published) in zip(fit.model.parameters, example.parameters) {
            expectClose(found, published, within: 1e-4)
        }
        #expect(abs((fit.logLikelihood ?? 0) - example.logLikelihood) < 1e-3)
        #expect((fit.gradientNorm ?? 1) <= 1e-8 && fit.starts == 3 && fit.iterations > 10)
        #expect(fit == RepeatPurchaseFit.fit(example.kind, histories, jobs: 1))
    }

    /// The standard errors of a fit with analytic second derivatives, to three digits.
    @Test func `standard errors of Pareto/NBD`() throws {
        let fit = RepeatPurchaseFit.fit(.paretoNBD, try CDNOWPurchases(.sample).histories, jobs: 2)
        let errors = try #require(fit.standardErrors)
        for (found, published) in zip(errors, [0.0476264, 0.8427222, 0.1872594, 6.2105448]) {
            expectClose(found, published, within: 5e-4)
        }
    }

    @Test func `Gamma-Gamma spend`() throws {
        let spend = try CDNOWPurchases(.sample).spend
        let fit = GammaGammaFit.fit(frequency: spend.frequency, mean: spend.mean, jobs: 2)
        #expect(fit.status == FitStatus(.converged) && fit.customers == 946)
        expectClose(fit.model.p, 6.2496, within: 1e-4)
        expectClose(fit.model.q, 3.7442, within: 1e-4)
        expectClose(fit.model.v, 15.4435, within: 1e-4)
        #expect(abs((fit.logLikelihood ?? 0) + 4055.918) < 1e-3)
        #expect(fit == GammaGammaFit.fit(frequency: spend.frequency, mean: spend.mean, jobs: 1))
        #expect(fit == GammaGammaFit.fit(frequency: spend.frequency.reversed(), mean: spend.mean.reversed(), jobs: 1))
    }

    /// Fader, Hardie & Lee (2005) report a forecast for weeks 40 to 78 that is low: 1,882 purchases were made.
    @Test func `the forecast for the second half is low, customer by customer and in total`() throws {
        let data = try CDNOWPurchases(.sample)
        #expect(data.laterPurchases == 1_882)
        let model = RepeatPurchaseFit.fit(.bgNBD, data.histories, jobs: 2).model
        let (x, tx, age) = (data.histories.frequency, data.histories.recency, data.histories.age)
        let sum = (0..<data.histories.count).reduce(0) {
            let own = model.expectedPurchases(frequency: x[$1], recency: tx[$1], age: age[$1], in: 39)
            return $0 + data.histories.weight[$1] * own
        }
        let ends = model.expectedCumulativePurchases(ofCustomersBeginningAt: data.beginnings, at: [0, 39], jobs: 2)
        #expect(abs(sum / 1_882 - 0.88) < 0.01)
        #expect(abs((ends[1] - ends[0]) / sum - 1) < 0.02)
        // 2,457 repeat purchases in the calibration period: the line starts where the data end.
        #expect(abs(ends[0] / 2_457 - 1) < 0.02)
    }
}

/// Single figures from the publications.
struct PublishedPurchaseFiguresTests {
    /// Fader, Hardie & Lee (2005), the worked example of the spreadsheet note.
    @Test func `expected purchases under BG/NBD`() {
        let model = RepeatPurchaseModel(kind: .bgNBD, parameters: [0.243, 4.414, 0.793, 2.426])
        let expected = model.expectedPurchases(frequency: 2, recency: 30.43, age: 38.86, in: 39)
        #expect(abs(expected - 1.226) < 5e-4)
        #expect(abs(model.probabilityActive(frequency: 2, recency: 30.43, age: 38.86) - 0.7266) < 5e-5)
        #expect(model.probabilityActive(frequency: 0, recency: 0, age: 3_650) == 1)
    }

    /// The R package BTYD's example: 26 purchases, the last at week 30.86 of 31.
    @Test func `activity under Pareto/NBD`() {
        let model = RepeatPurchaseModel(kind: .paretoNBD, parameters: [0.5533, 10.5777, 0.6062, 11.6687])
        #expect(abs(model.probabilityActive(frequency: 26, recency: 30.86, age: 31) - 0.9979) < 5e-5)
    }
}
