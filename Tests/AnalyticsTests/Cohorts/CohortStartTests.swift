import Analytics
import Domain
import Testing

/// Cohorts that begin with the account.
///
/// | customer | account | orders |
/// |---|---|---|
/// | 0 | January | January, March |
/// | 1 | January | February |
/// | 2 | January | none |
/// | 3 | unknown | February |
/// | 4 | March | February, March |
/// | 5 | December, before the records begin | March |
struct CohortStartTests {
    private static func day(_ text: String) -> Instant { CohortShop.instant(text + "T12:00:00Z") }

    private static let tonight = "2025-04-01"

    private static func shop(asOf: String) -> Shop {
        let orders = [
            (0, "2025-01-10"), (0, "2025-03-05"), (1, "2025-02-03"), (3, "2025-02-20"), (4, "2025-02-25"),
            (4, "2025-03-02"), (5, "2025-03-30"),
        ].filter { $0.1 < asOf }.map { CohortShop.Order(customer: $0.0, at: day($0.1)) }
        var shop = CohortShop.make(orders, asOf: CohortShop.instant(asOf))
        let accounts = ["2025-01-02", "2025-01-30", "2025-01-15", nil, "2025-03-01", "2024-12-31"]
        shop.customers.createdAt = accounts.prefix(shop.customers.count).map {
            $0.map { day($0).microseconds } ?? Instant.missing
        }
        shop.observedFrom = CohortShop.instant("2025-01-01")
        return shop
    }

    private func cohorts(_ start: CohortStart, breakdowns: [CohortBreakdown] = []) -> CohortAnalysis {
        Cohorts.analyze(
            Self.shop(asOf: Self.tonight), CohortOptions(granularities: [.month], breakdowns: breakdowns, start: start),
            jobs: 2)
    }

    /// By hand, from the table above.
    @Test func `who never ordered counts among the customers, and in no period`() throws {
        let lines = cohorts(.createdAt).lines(.month).cohorts
        #expect(lines.map(\.label) == ["2024-12", "2025-01", "2025-02"])
        #expect(lines.map(\.customers) == [1, 3, 2])
        let january = lines[1]
        #expect(january.cells.map { $0[.retention].numerator } == [1, 1, 1])
        #expect(january.cells.map { $0[.rollingRetention].numerator } == [2, 2, 1])
        #expect(january.cells.allSatisfy { $0[.retention].denominator == 3 })
        // The account is younger than the first order, or unknown: the order tells.
        #expect(lines[2].cells.map { $0[.retention].numerator } == [2, 1])
        #expect(lines[0].cells.map { $0[.retention].numerator } == [0, 0, 0, 1])
    }

    /// Whose account is older than the records may have ordered before them; whose account is younger has not.
    @Test func `an account tells whether somebody is older than the records`() {
        #expect(cohorts(.createdAt).lines(.month).cohorts.map(\.isLeftTruncated) == [true, false, false])
    }

    @Test func `with the first order, accounts do not matter`() {
        let lines = cohorts(.firstOrder).lines(.month).cohorts
        #expect(lines.map(\.label) == ["2025-01", "2025-02", "2025-03"])
        #expect(lines.map(\.customers) == [1, 3, 1])
    }

    @Test func `parts add up to the cohort, those without an order among them`() {
        let analysis = cohorts(.createdAt, breakdowns: [.channel])
        #expect(analysis.breakdowns.map(\.part) == ["unknown"])
        #expect(analysis.breakdowns.flatMap(\.lines.cohorts).map(\.customers) == [1, 3, 2])
    }

    /// On the first of March the orders of that month were not there, nor was the account of that day.
    @Test func `a night is held against the one before by the same rule`() {
        let since = "2025-03-01"
        let told = Cohorts.analyze(
            Self.shop(asOf: since), CohortOptions(granularities: [.month], start: .createdAt), jobs: 1)
        let changes = CohortChanges(
            from: told.granularities.map(CohortCounts.init), since: CohortShop.instant(since), to: cohorts(.createdAt),
            Self.shop(asOf: Self.tonight), cause: .lateData)
        #expect(changes.surprises == 0 && changes.counts.isEmpty)
    }
}
