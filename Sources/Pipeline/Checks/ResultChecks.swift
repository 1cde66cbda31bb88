internal import Analytics
internal import Domain
internal import Foundation

/// What must hold of the results of a run before anyone sees them.
///
/// The store refuses on its own what no table may hold: a key twice, a column without its value, an infinite number.
enum ResultChecks {
    /// Customers, orders and money in the profiles add up to what was read.
    ///
    /// The money is held against the source: what the rows of orders said as they were read, less those that are in no figure
    /// and less refunds.
    static func totals(_ shop: Shop, _ summaries: CustomerSummaries, _ quality: DataQuality) -> [QualityCheck] {
        let guests = Int(shop.customers.orderStart[shop.customers.count])..<shop.orders.count
        let orders = summaries.orders.reduce(0) { $0 + Int($1) } + guests.count
        let net = sum(summaries.net).addingClamped(shop.orders.net(of: guests))
        let all = shop.orders.net(of: 0..<shop.orders.count)
        let refunded = shop.orders.refunded.reduce(Int64(0)) { $0.addingClamped($1) }
        let source = quality.tables.first { $0.table == "orders" && $0.readMoney > 0 }
        let expected = source.map { $0.readMoney - $0.uncountedMoney - refunded } ?? all
        return [
            equal("customers_reconcile", found: summaries.orders.count, expected: shop.customers.count),
            equal("orders_reconcile", found: orders, expected: shop.orders.count),
            QualityCheck(
                name: "revenue_reconciles", outcome: net == expected ? .passed : .failed, found: Money.text(net),
                allowed: source.map {
                    "\(Money.text(expected)) = \(Money.text($0.readMoney)) read - \(Money.text($0.uncountedMoney)) in no figure"
                        + " - \(Money.text(refunded)) refunded; \(Money.text($0.quarantinedMoney)) could not be read"
                } ?? Money.text(expected)),
        ]
    }

    /// The revenue of the cohorts of a granularity is that of the customers, where every period is followed.
    static func cohorts(_ analysis: CohortAnalysis, _ shop: Shop) -> [QualityCheck] {
        let net = shop.orders.net(of: 0..<Int(shop.customers.orderStart[shop.customers.count]))
        // A cohort that is followed no further than that has revenue beyond it.
        let whole = analysis.granularities.filter { lines in
            lines.cohorts.allSatisfy { $0.cells.count < lines.followedPeriods }
        }
        return followed(analysis)
            + whole.map { lines in
                let cells = lines.cohorts.flatMap(\.cells)
                let revenue = sum(cells.map { raw($0[.revenue].value) })
                return QualityCheck(
                    name: "cohort_revenue_reconciles.\(lines.granularity.rawValue)",
                    outcome: revenue == net ? .passed : .failed,
                    found: Money.text(revenue), allowed: Money.text(net))
            }
    }

    /// Cohorts that are not followed to their end, where there are too many cells.
    private static func followed(_ analysis: CohortAnalysis) -> [QualityCheck] {
        analysis.granularities.filter { $0.followedPeriods < Cohorts.maximumPeriods }.map { lines in
            QualityCheck(
                name: "cohorts_followed.\(lines.granularity.rawValue)", outcome: .warned,
                found: "\(lines.cohorts.count) cohorts, each followed for its first \(lines.followedPeriods) periods",
                allowed: "\(Cohorts.maximumCells) cells in all; look for wrong dates, or ask for a longer granularity")
        }
    }

    /// Cells of cohorts that are not what the last run told, though nothing since then is in them; worth a look.
    static func cohortCells(_ changes: CohortChanges?) -> [QualityCheck] {
        guard let changes else { return [] }
        return [
            QualityCheck(
                name: "cohort_cells_kept", outcome: changes.surprises == 0 ? .passed : .warned,
                found: "\(changes.surprises) cells are not what the run as of \(changes.since) told",
                allowed: "0, unless records come late")
        ]
    }

    /// Money in units of the currency as the exact integer that it was made from.
    private static func raw(_ units: Double) -> Int64 {
        let scaled = (units * Double(Money.scale)).rounded()
        guard abs(scaled) < 0x1p63 else { return units.isNaN ? 0 : (units < 0 ? -.max : .max) }
        return Int64(scaled)
    }

    /// A sum that ends at the ends of what can be counted, as the sums of the analytics do.
    private static func sum(_ money: [Int64]) -> Int64 {
        money.reduce(0) { $0.addingClamped($1) }
    }

    /// Memberships of each observed customer sum to one within 1e-9, on every axis.
    static func memberships(_ model: SegmentModel, _ features: FeatureMatrix, jobs: Int) -> QualityCheck {
        let parts = Partitions.map(total: features.rowCount, jobs: jobs) { range in
            model.axes.map { worstSum($0.memberships(features, customers: range), k: $0.k) }.max() ?? 0
        }
        let worst = parts.max() ?? 0
        return QualityCheck(
            name: "memberships_sum", outcome: worst <= 1e-9 ? .passed : .failed, found: "off by \(worst)",
            allowed: "off by at most 1e-09")
    }

    private static func worstSum(_ memberships: [Double], k: Int) -> Double {
        guard k > 0 else { return 0 }
        return stride(from: 0, to: memberships.count, by: k).reduce(0.0) { worst, start in
            guard !memberships[start].isNaN else { return worst }
            let sum = memberships[start..<start + k].reduce(0, +)
            return max(worst, abs(sum - 1))
        }
    }

    /// Every forecast is finite, and no interval is upside down.
    static func forecasts(_ forecasts: LifetimeForecasts) -> QualityCheck {
        let wrong = forecasts.value.indices.count { cell in
            let (value, lower, upper) = (forecasts.value[cell], forecasts.lower[cell], forecasts.upper[cell])
            return value.isInfinite || forecasts.orders[cell].isInfinite || lower > upper || upper.isInfinite
        }
        let isFinite = forecasts.totals.allSatisfy { total in
            [total.expected, total.lower, total.upper].allSatisfy { $0?.isFinite != false }
        }
        return QualityCheck(
            name: "forecasts_sane", outcome: wrong == 0 && isFinite ? .passed : .failed,
            found: "\(wrong) infinite or upside down, totals \(isFinite ? "finite" : "infinite")",
            allowed: "none, finite")
    }

    /// Every score is a probability, and its contributions add up to its log-odds.
    static func churn(_ scores: ChurnScores) -> QualityCheck {
        var (worst, wild) = (0.0, 0)
        for (customer, probability) in scores.probability.enumerated() where !probability.isNaN {
            guard (0...1).contains(probability) else {
                wild += 1
                continue
            }
            let logOdds = scores.contributions(of: customer).reduce(scores.base) { $0 + $1.logOdds }
            worst = max(worst, abs(1 / (1 + exp(-logOdds)) - probability))
        }
        return QualityCheck(
            name: "churn_contributions_add_up", outcome: wild == 0 && worst <= 1e-9 ? .passed : .failed,
            found: "\(wild) outside of 0 to 1, off by \(worst)", allowed: "none, off by at most 1e-09")
    }

    /// Every segment still has customers.
    static func collapse(_ model: SegmentModel, _ scores: SegmentScores) -> QualityCheck {
        let empty = model.axes.flatMap { axis -> [String] in
            let counts = counts(scores[axis.axis], k: axis.k)
            guard counts.reduce(0, +) > 0 else { return [] }
            return axis.segments.indices.filter { counts[$0] == 0 }.map { axis.segments[$0].id }
        }
        return QualityCheck(
            name: "no_segment_collapsed", outcome: empty.isEmpty ? .passed : .failed,
            found: empty.isEmpty ? "none is empty" : "empty: \(empty.joined(separator: ", "))", allowed: "none is empty"
        )
    }

    /// How far the population moved on each axis since the last published run, under that run's own model.
    ///
    /// - Parameters:
    ///   - before: customers by segment id of the last run.
    ///   - customersBefore: all customers of that run; who is in no segment was unobserved.
    ///   - model: the model of that run.
    ///   - scores: tonight's customers under it.
    ///   - allowed: the largest index that passes.
    /// - Returns: one check an axis that has segments.
    static func drift(
        before: [String: Int], customersBefore: Int, model: SegmentModel, scores: SegmentScores, allowed: Double
    ) -> [QualityCheck] {
        model.axes.compactMap { axis in
            guard axis.k > 0 else { return nil }
            let old = axis.segments.map { before[$0.id] ?? 0 }
            let new = counts(scores[axis.axis], k: axis.k)
            let drift = PopulationDrift(
                before: old + [customersBefore - old.reduce(0, +)], after: new + [scores.customers - new.reduce(0, +)])
            guard let drift else { return nil }
            return QualityCheck(
                name: "drift.\(axis.axis.rawValue)", outcome: drift.index <= allowed ? .passed : .failed,
                found: "PSI \(rounded(drift.index)), without any shift \(rounded(drift.expectedWithoutShift))",
                allowed: "at most \(allowed)")
        }
    }

    /// A source that lost most of its customers is a broken export more often than a shop that did.
    static func customersKept(before: Int, now: Int) -> QualityCheck {
        QualityCheck(
            name: "customers_kept", outcome: now * 2 >= before ? .passed : .failed, found: "\(now) customers",
            allowed: "at least half of the last run's \(before)")
    }

    private static func counts(_ scores: AxisScores, k: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: k)
        for segment in scores.segment where segment >= 0 { counts[Int(segment)] += 1 }
        return counts
    }

    private static func equal(_ name: String, found: Int, expected: Int) -> QualityCheck {
        QualityCheck(
            name: name, outcome: found == expected ? .passed : .failed, found: "\(found)", allowed: "\(expected)")
    }

    private static func rounded(_ value: Double) -> Double {
        (value * 10_000).rounded() / 10_000
    }
}
