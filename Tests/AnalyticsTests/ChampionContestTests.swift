import Analytics
import Domain
import Testing

struct ChampionContestTests {
    private let sides = (
        champion: ChampionContest.Side(version: 1, fittedAsOf: Instant(microseconds: 0)),
        challenger: ChampionContest.Side(version: 2, fittedAsOf: Instant(microseconds: 1))
    )

    private func contest(_ champion: [Double], _ challenger: [Double], needsLead: Bool) -> ChampionContest {
        ChampionContest(
            champion: champion, challenger: challenger, sides: sides, metric: "score", needsLead: needsLead)
    }

    /// By hand: differences 1, 1, 0, 2 have mean 1, variance 2/3, standard error sqrt(1/6).
    @Test func `mean and standard error of the paired differences, worked by hand`() {
        let contest = contest([-3, -2, -1, -4], [-2, -1, -1, -2], needsLead: true)
        #expect(contest.ahead == 1 && contest.isPromoted)
        #expect(abs((contest.standardError ?? 0) - (1.0 / 6).squareRoot()) < 1e-15)
        #expect(contest.champion?.score == -2.5 && contest.challenger.score == -1.5)
    }

    @Test(arguments: [
        // Ahead by nothing; behind by half a standard error; behind by far.
        ([1.0, 2, 3], [1.0, 2, 3], false, true), ([1, 2, 3], [1, 2, 3], true, false),
        ([1, 2, 3], [2, 2, 1.5], false, true), ([1, 2, 3], [0, 1, 2.1], false, false),
        ([1, 2, 3], [1, 2, 3.1], true, true),
    ])
    func `the verdict by rule`(champion: [Double], challenger: [Double], needsLead: Bool, promoted: Bool) {
        #expect(contest(champion, challenger, needsLead: needsLead).isPromoted == promoted)
    }
}
