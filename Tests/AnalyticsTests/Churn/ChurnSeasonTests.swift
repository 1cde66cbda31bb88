import Analytics
import Domain
import Foundation
import Kernels
import Testing

/// What a year before says of the window to come.
///
/// Customers stand at log-odds of ln 2 and -ln 2, half of them each. Where half leave, nothing has to be added: 2/3 and 1/3 are
/// 1/2 in the mean. Where 35 % leave, -ln 2 has to be: 1/2 and 1/5 are 0.35 in the mean.
struct ChurnSeasonTests {
    /// By hand: the year before what is scored ends 364 days before it, and that of its calibration one horizon earlier.
    @Test func `two frames lie 52 weeks before what is scored and before what calibrates`() throws {
        let season = try #require(Self.season(first: 425))
        #expect(season.ahead.day == 636 && season.behind.day == 606)
    }

    /// 425...606 are 182 days, half a year.
    @Test func `a shop without half a year of records before both has no season`() {
        #expect(Self.season(first: 425) != nil && Self.season(first: 426) == nil)
    }

    /// A label of the year before must have ended by the cutoff that calibrates: 1000 - 364 + 182 = 1000 - 182.
    @Test func `a horizon of more than half a year has no season`() {
        #expect(Self.season(first: 0, horizonDays: 182) != nil && Self.season(first: 0, horizonDays: 183) == nil)
    }

    @Test(arguments: [400, 20_000])
    func `the shift is the difference of what the two years needed`(customers: Int) throws {
        let season = try #require(Self.season(customers: customers, left: (ahead: 0.5, behind: 0.35)))
        #expect(abs(season.shift(Self.logOdds) - log(2)) < 1e-9)
        let other = try #require(Self.season(customers: customers, left: (ahead: 0.35, behind: 0.5)))
        #expect(abs(other.shift(Self.logOdds) + log(2)) < 1e-9)
    }

    /// Forty customers know 40 · 2/9 and 20 (1/4 + 4/25) of the two intercepts, so the difference of ln 2 has a standard
    /// error of 0.48; of 400 it is 0.15.
    @Test func `a difference within twice its standard error is none`() throws {
        let few = try #require(Self.season(customers: 40, left: (ahead: 0.5, behind: 0.35)))
        #expect(few.shift(Self.logOdds) == 0)
        let same = try #require(Self.season(customers: 20_000, left: (ahead: 0.35, behind: 0.35)))
        #expect(same.shift(Self.logOdds) == 0)
    }

    @Test func `a year in which everybody stayed says nothing`() throws {
        let season = try #require(Self.season(customers: 400, left: (ahead: 0, behind: 0.5)))
        #expect(season.shift(Self.logOdds) == 0)
    }

    /// Scored on day 1000; the first record is of day `first`, the last one of a horizon after 1000.
    private static func season(
        first: Int32 = 0, horizonDays: Int32 = 30, customers: Int = 40,
        left: (ahead: Double, behind: Double) = (0.5, 0.5)
    ) -> ChurnSeason? {
        guard let windows = ChurnWindows(first: 0, end: 1_000 + horizonDays, horizonDays: horizonDays) else {
            return nil
        }
        let shop = shop(customers: customers)
        return ChurnSeason(scored: 1_000, windows, first: first) { day in
            var frame = ChurnFrame(shop, day: day, horizonDays: horizonDays, jobs: 1)
            let share = day == 1_000 - 364 ? left.ahead : left.behind
            // Of twenty that follow each other, as many of either log-odds leave.
            frame.hasLeft = (0..<customers).map { Double($0 / 2 % 20) < share * 20 }
            return frame
        }
    }

    private static func logOdds(_ frame: ChurnFrame) -> [Double] {
        (0..<frame.count).map { $0 % 2 == 0 ? log(2) : -log(2) }
    }

    /// Everybody orders once, on day 400.
    private static func shop(customers: Int) -> Shop {
        var rows = RowShop(asOf: Instant(secondsSince1970: 1_200 * 86_400))
        rows.orders = (0..<customers).map {
            RowShop.Order(
                customer: String(format: "c%05d", $0), at: Instant(secondsSince1970: 400 * 86_400 + 100))
        }
        return rows.shop
    }
}
