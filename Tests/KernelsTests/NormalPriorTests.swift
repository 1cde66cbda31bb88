import Kernels
import Testing

struct NormalPriorTests {
    private static let rows: [[Double]] = [[2, 4, 9, 5], [7, 8, 9, 6, 10], [1, 3], [5, 5, 6, 4, 7, 3]]

    /// The figures are those of a second implementation, with numpy, of the equations of DerSimonian and Laird.
    @Test func `variances and means agree with a second implementation`() throws {
        let prior = try #require(NormalPrior.byMoments(Self.rows))
        #expect(abs(prior.within - 3.6923076923076925) < 1e-12 && abs(prior.between - 3.854289940828403) < 1e-12)
        #expect(abs(prior.mean - 5.153627350988131) < 1e-12)
        let shrunk = Self.rows.map { prior.mean($0.reduce(0, +) / Double($0.count), count: $0.count) }
        for (found, expected) in zip(
            shrunk, [5.029683686953582, 7.542336062619022, 3.021338246797246, 5.021151407582678])
        {
            #expect(abs(found - expected) < 1e-12)
        }
    }

    @Test func `rows that differ no more than by chance are all the mean`() throws {
        let prior = try #require(NormalPrior.byMoments([[1, 2, 3], [2, 1, 3], [3, 1, 2]]))
        #expect(prior.between == 0 && prior.mean(2, count: 3) == 2)
    }

    @Test func `more observations are drawn less`() throws {
        let prior = try #require(NormalPrior.byMoments(Self.rows))
        let pulls = [1, 2, 10, 1_000].map { abs(prior.mean(20, count: $0) - 20) }
        #expect(zip(pulls, pulls.dropFirst()).allSatisfy { $0 > $1 } && pulls[3] < 0.1)
    }

    @Test func `single observations tell nothing of chance`() {
        #expect(NormalPrior.byMoments([[1], [2], []]) == nil)
    }
}
