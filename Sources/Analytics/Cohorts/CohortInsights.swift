package import Domain
internal import Foundation
internal import Kernels

/// A cell of a cohort table that its age and the calendar do not explain.
package struct CohortInsight: Sendable, Equatable {
    package let granularity: CohortGranularity
    package let metric: CohortMetric
    package let cohort: String
    package let period: Int
    /// What was observed less what was to be expected, in the unit of the metric; with its 95 % interval.
    package let difference, lower, upper: Double
    package let qValue: Double
    package let text: String
}

/// Looks for cohorts that come back more or less than others of the same age in the same calendar period, or whose orders
/// are larger or smaller (``CohortOrderValueTests``).
///
/// A cell's expectation is the product of an effect of its age and one of its calendar period, so that a December that
/// brings everybody back is no news. Cells vary more than coins do: the variance is scaled by the dispersion of all cells,
/// at least 1. Each cell is tested two-sided; Benjamini-Hochberg at 5 % over everything tested in a report.
///
/// Sources: Deming & Stephan (1940) for fitting the margins; McCullagh & Nelder (1989), §4.5, for the dispersion; Anscombe
/// (1948) for the transformation that makes the tails of small counts normal.
struct CohortInsights {
    private static let level = 0.05
    /// Customers that must have been expected, and not expected, for a test.
    private static let least = 5.0
    /// Degrees of freedom without which the dispersion is not known.
    private static let leastFreedom = 10

    static func find(in tables: [CohortGranularityLines]) -> [CohortInsight] {
        let tests = tables.flatMap { RetentionTable($0).tests + CohortOrderValueTests($0).tests }
        let logQ = benjaminiHochberg(logP: tests.map(\.logP))
        let found = zip(tests, logQ).filter { $1 <= log(level) }
        return found.sorted { ($0.1, $0.0.order) < ($1.1, $1.0.order) }.map { test, logQ in
            test.insight(qValue: exp(logQ))
        }
    }

    /// The complete cells of a granularity, with the expectations of all of them.
    private struct RetentionTable {
        private struct Cell {
            let cohort, period: Int
            let customers, active: Double
            var calendar: Int { cohort + period }
        }

        private let lines: CohortGranularityLines
        private let cells: [Cell]
        private let ages, calendars: Int

        init(_ lines: CohortGranularityLines) {
            self.lines = lines
            cells = lines.cohorts.enumerated().flatMap { index, line -> [Cell] in
                guard !line.isLeftTruncated else { return [] }
                // Cohorts stand at their distance from the last one's start: a period without first orders has no line.
                let start = (lines.cohorts.map(\.cells.count).max() ?? 0) - line.cells.count
                return line.cells.filter { $0.isComplete && $0.period > 0 }.map { cell in
                    Cell(
                        cohort: start, period: cell.period, customers: Double(line.customers),
                        active: cell[.retention].numerator)
                }
            }
            ages = (cells.map(\.period).max() ?? 0) + 1
            calendars = (cells.map(\.calendar).max() ?? 0) + 1
        }

        var tests: [CohortTest] {
            let expected = expectations()
            let variances = zip(cells, expected).map { cell, expected in
                max(expected * (1 - expected / cell.customers), 1e-12)
            }
            let used = cells.indices.filter { expected[$0] > 0 && expected[$0] < cells[$0].customers }
            let margins = Set(used.map { cells[$0].period }).count + Set(used.map { cells[$0].calendar }).count
            let freedom = used.count - margins + 1
            guard freedom >= CohortInsights.leastFreedom else { return [] }
            let squares = used.reduce(0.0) { sum, cell in
                let residual = cells[cell].active - expected[cell]
                return sum + residual * residual / variances[cell]
            }
            let dispersion = max(1, squares / Double(freedom))
            return tests(used, expected, variances, dispersion)
        }

        private func tests(
            _ used: [Int], _ expected: [Double], _ variances: [Double], _ dispersion: Double
        ) -> [CohortTest] {
            let names = Dictionary(
                lines.cohorts.map { (longest - $0.cells.count, $0.label) }, uniquingKeysWith: { first, _ in first })
            let margins = CohortMargins(ages: used.map { cells[$0].period }, calendars: used.map { cells[$0].calendar })
            return zip(used, margins.leverages(used.map { variances[$0] })).compactMap { index, leverage in
                let cell = cells[index]
                let expectation = expected[index]
                guard expectation >= CohortInsights.least, cell.customers - expectation >= CohortInsights.least,
                    leverage < 0.8
                else { return nil }
                let scale = (dispersion * (1 - leverage)).squareRoot()
                let z = Self.anscombe(cell.active, expectation, cell.customers) / scale
                let (n, error) = (cell.customers, variances[index].squareRoot() * scale)
                let (difference, half) = ((cell.active - expectation) / n, 1.959964 * error / n)
                return CohortTest(
                    granularity: lines.granularity, metric: .retention, cohort: names[cell.cohort] ?? "",
                    period: cell.period, observed: cell.active / n, expected: expectation / n,
                    lower: difference - half, upper: difference + half, logP: CohortTest.logP(z))
            }
        }

        private var longest: Int { lines.cohorts.map(\.cells.count).max() ?? 0 }

        /// The difference of two shares in units of its standard deviation, on the scale on which that is constant.
        private static func anscombe(_ x: Double, _ expected: Double, _ n: Double) -> Double {
            func angle(_ count: Double) -> Double { asin(((count + 0.375) / (n + 0.75)).squareRoot()) }
            return 2 * (n + 0.5).squareRoot() * (angle(x) - angle(expected))
        }

        /// Expected counts: customers × age × calendar, with the margins of what was seen.
        private func expectations() -> [Double] {
            var age = [Double](repeating: 0, count: ages)
            var calendar = [Double](repeating: 1, count: calendars)
            var seen = (age: age, calendar: [Double](repeating: 0, count: calendars))
            for cell in cells {
                seen.age[cell.period] += cell.active
                seen.calendar[cell.calendar] += cell.active
            }
            // Far more rounds than it takes: each brings the margins closer by a constant factor.
            for _ in 0..<200 {
                var sums = [Double](repeating: 0, count: ages)
                for cell in cells { sums[cell.period] += cell.customers * calendar[cell.calendar] }
                for index in age.indices { age[index] = sums[index] > 0 ? seen.age[index] / sums[index] : 0 }
                sums = [Double](repeating: 0, count: calendars)
                for cell in cells { sums[cell.calendar] += cell.customers * age[cell.period] }
                for index in calendar.indices {
                    calendar[index] = sums[index] > 0 ? seen.calendar[index] / sums[index] : 0
                }
            }
            return cells.map { $0.customers * age[$0.period] * calendar[$0.calendar] }
        }
    }
}
