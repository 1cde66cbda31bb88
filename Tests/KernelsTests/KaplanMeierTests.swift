import Kernels
import Testing

struct KaplanMeierTests {
    /// By hand: 6 at risk, ends at 1, 2 (of 5), censored at 3, end at 4 (of 3), censored 5, end at 6 (of 1).
    @Test func `the estimate steps down at each end by the share of those at risk`() {
        let curve = KaplanMeier(
            durations: [4, 1, 3, 2, 6, 5], ended: [true, true, false, true, true, false])
        #expect(curve.times == [1, 2, 4, 6])
        let expected = [5.0 / 6, 4.0 / 6, 4.0 / 6 * 2 / 3, 0]
        #expect(zip(curve.survival, expected).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(curve.quantile(0.5) == 4)
        #expect(curve.quantile(0.9) == 6)
    }

    @Test func `without censoring the median is that of the values`() {
        #expect(KaplanMeier(durations: [5, 1, 3], ended: [true, true, true]).quantile(0.5) == 3)
    }

    @Test func `a share that was never seen to end has no time`() {
        let curve = KaplanMeier(durations: [1, 9, 9], ended: [true, false, false])
        #expect(curve.quantile(0.5) == nil)
        #expect(curve.quantile(0.3) == 1)
    }

    /// An end and a censoring at one time: the end comes first, among all who are at risk.
    @Test func `what is censored at the time of an end was at risk of it`() {
        #expect(KaplanMeier(durations: [2, 2], ended: [true, false]).survival == [0.5])
    }
}
