import ReadAPI
import Testing

struct BodyBudgetTests {
    @Test func `bodies together hold no more than the budget, and give it back`() {
        let budget = BodyBudget(limit: 100)
        var shares = (0..<3).map { _ in BodyBudget.Share(of: budget) }
        #expect(shares[0].grow(by: 60) && shares[1].grow(by: 40))
        #expect(!shares[2].grow(by: 1) && !shares[0].grow(by: Int.max))
        shares.removeFirst()
        #expect(shares[1].grow(by: 60) && !shares[1].grow(by: 1))
        shares.removeAll()
        let last = BodyBudget.Share(of: budget)
        #expect(last.grow(by: 100))
    }
}
