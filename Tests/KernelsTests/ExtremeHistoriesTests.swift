import Foundation
import Kernels
import Testing

/// Every formula at histories and parameters where the published closed forms overflow, cancel or divide zero by zero,
/// against those forms evaluated with 300 digits.
struct ExtremeHistoriesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let model: RepeatPurchaseModel
        let x, tx, age, ahead: Double
        let n: Int
        let logLikelihood, active, expected, silent, ofNewCustomer, mass: Double

        init(_ line: Substring) throws {
            let words = line.split(separator: " ")
            let numbers = words.dropFirst().compactMap { Double($0) }
            try #require(words.count == 16 && numbers.count == 15)
            testDescription = words.prefix(9).joined(separator: " ")
            let kind = try #require(RepeatPurchaseModelKind(rawValue: String(words[0])))
            model = RepeatPurchaseModel(kind: kind, parameters: Array(numbers[..<4]))
            (x, tx, age, ahead, n) = (numbers[4], numbers[5], numbers[6], numbers[7], Int(numbers[8]))
            (logLikelihood, active, expected) = (numbers[9], numbers[10], numbers[11])
            (silent, ofNewCustomer, mass) = (numbers[12], numbers[13], numbers[14])
        }
    }

    static let rows = (try? extremeHistories.split(separator: "\n").map(Row.init)) ?? []

    @Test func `the table is whole`() {
        #expect(Self.rows.count == 192)
        #expect(Set(Self.rows.map(\.model.kind)) == Set(RepeatPurchaseModelKind.allCases))
    }

    @Test(arguments: rows)
    func `all figures are right to ten digits`(_ row: Row) {
        let (x, tx, age, ahead, model) = (row.x, row.tx, row.age, row.ahead, row.model)
        let histories = PurchaseHistories(frequency: [Int32(x)], recency: [tx], age: [age])
        let likelihood = exp(model.logLikelihood(histories, jobs: 1) - row.logLikelihood)
        let active = model.probabilityActive(frequency: x, recency: tx, age: age)
        let expected = model.expectedPurchases(frequency: x, recency: tx, age: age, in: ahead)
        let silent = model.probabilityOfNoPurchase(frequency: x, recency: tx, age: age, in: ahead)
        let ofNewCustomer = model.expectedPurchasesOfNewCustomer(in: ahead)
        let mass = model.probabilityOfPurchases(row.n, ofNewCustomerIn: ahead)
        #expect(active >= 0 && active <= 1 && silent >= 0 && silent <= 1 && mass >= 0 && mass <= 1)
        for (found, exact) in [
            (likelihood, 1), (active, row.active), (expected, row.expected), (silent, row.silent),
            (ofNewCustomer, row.ofNewCustomer), (mass, row.mass),
        ] {
            expectClose(found, exact, within: 1e-10)
        }
    }
}

/// Compares within 10⁻⁹ of the value; numbers below the smallest normal one have lost their digits.
func expectClose(
    _ actual: Double, _ expected: Double, within tolerance: Double = 1e-9,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let error = abs(actual - expected)
    #expect(
        error <= tolerance * abs(expected) || error < .leastNormalMagnitude, "\(actual) is not \(expected)",
        sourceLocation: sourceLocation)
}
