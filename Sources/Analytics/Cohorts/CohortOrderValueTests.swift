internal import Domain
internal import Foundation

/// Tests of whether the orders of a cohort are larger or smaller in a period than its age and the calendar explain.
///
/// On the logarithm of the mean order value, with an effect of each age and of each calendar period, weighted by the variance
/// that the bootstrap over customers gives. As in the tests of retention the variance is scaled by the dispersion of all
/// cells, at least 1: where a few customers make a cell, its neighbours tell that cells differ by more than each of them shows.
struct CohortOrderValueTests {
    /// Customers who ordered in the period, without whom the bootstrap knows too little.
    private static let leastCustomers = 30.0
    private static let leastFreedom = 10

    private struct Cell {
        let cohort, period: Int
        /// The logarithm of the mean order value, and its standard error.
        let level, error: Double
    }

    private let lines: CohortGranularityLines
    private let cells: [Cell]
    private let margins: CohortMargins

    init(_ lines: CohortGranularityLines) {
        self.lines = lines
        let longest = lines.cohorts.map(\.cells.count).max() ?? 0
        cells = lines.cohorts.indices.flatMap { index -> [Cell] in
            let line = lines.cohorts[index]
            return line.isLeftTruncated ? [] : line.cells.compactMap { Self.cell($0, of: index) }
        }
        let starts = cells.map { longest - lines.cohorts[$0.cohort].cells.count }
        margins = CohortMargins(ages: cells.map(\.period), calendars: zip(starts, cells).map { $0 + $1.period })
    }

    private static func cell(_ cell: CohortCell, of cohort: Int) -> Cell? {
        let (value, interval) = (cell[.averageOrderValue].value, cell[.averageOrderValue].interval)
        guard cell.isComplete, cell[.retention].numerator >= leastCustomers, value > 0, interval.lower > 0,
            interval.upper > interval.lower
        else { return nil }
        let error = log(interval.upper / interval.lower) / (2 * 1.959964)
        return Cell(cohort: cohort, period: cell.period, level: log(value), error: error)
    }

    var tests: [CohortTest] {
        let freedom = cells.count - margins.count
        guard freedom >= Self.leastFreedom else { return [] }
        let weights = cells.map { 1 / ($0.error * $0.error) }
        let expected = expectations(weights)
        let residuals = cells.indices.map { cells[$0].level - expected[$0] }
        let squares = cells.indices.reduce(0.0) { $0 + weights[$1] * residuals[$1] * residuals[$1] }
        let dispersion = max(1, squares / Double(freedom))
        return zip(cells.indices, margins.leverages(weights)).compactMap { cell, leverage in
            guard leverage < 0.8 else { return nil }
            let error = cells[cell].error * (dispersion * (1 - leverage)).squareRoot()
            return test(cells[cell], expected[cell], error)
        }
    }

    private func test(_ cell: Cell, _ expected: Double, _ error: Double) -> CohortTest {
        let (observed, usual) = (exp(cell.level), exp(expected))
        func difference(_ level: Double) -> Double { exp(level) - usual }
        return CohortTest(
            granularity: lines.granularity, metric: .averageOrderValue, cohort: lines.cohorts[cell.cohort].label,
            period: cell.period, observed: observed, expected: usual, lower: difference(cell.level - 1.959964 * error),
            upper: difference(cell.level + 1.959964 * error), logP: CohortTest.logP((cell.level - expected) / error))
    }

    /// Weighted least squares of level = age + calendar, margin after margin.
    private func expectations(_ weights: [Double]) -> [Double] {
        let totals = (
            age: margins.sums(weights, by: margins.ages), calendar: margins.sums(weights, by: margins.calendars)
        )
        var age = [Double](repeating: 0, count: totals.age.count)
        var calendar = [Double](repeating: 0, count: totals.calendar.count)
        // Far more rounds than it takes: each brings the margins closer by a constant factor.
        for _ in 0..<200 {
            var rest = cells.indices.map { weights[$0] * (cells[$0].level - calendar[margins.calendars[$0]]) }
            age = zip(margins.sums(rest, by: margins.ages), totals.age).map { $1 > 0 ? $0 / $1 : 0 }
            rest = cells.indices.map { weights[$0] * (cells[$0].level - age[margins.ages[$0]]) }
            calendar = zip(margins.sums(rest, by: margins.calendars), totals.calendar).map { $1 > 0 ? $0 / $1 : 0 }
        }
        return cells.indices.map { age[margins.ages[$0]] + calendar[margins.calendars[$0]] }
    }
}
