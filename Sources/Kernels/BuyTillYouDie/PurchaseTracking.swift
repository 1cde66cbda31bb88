extension RepeatPurchaseModel {
    /// The repeat purchases that customers who began at different times are expected to have made, together, up to some
    /// moments: the line against which the actual ones are drawn.
    ///
    /// - Parameters:
    ///   - beginnings: the moment of every customer's first purchase, in time units on any one clock.
    ///   - times: the moments, on the same clock.
    ///   - jobs: threads; the digits do not depend on it.
    /// - Returns: a sum for each of `times`; who began later than that counts as 0.
    /// - Complexity: one expectation for each pair of a distinct beginning and a moment.
    package func expectedCumulativePurchases(
        ofCustomersBeginningAt beginnings: [Double], at times: [Double], jobs: Int
    ) -> [Double] {
        let sorted = beginnings.sorted()
        var groups: [(start: Double, customers: Double)] = []
        for start in sorted {
            if groups.last?.start != start { groups.append((start, 0)) }
            groups[groups.count - 1].customers += 1
        }
        return inParts(times.count, jobs: jobs) { part in
            groups.reduce(0) { sum, group in
                guard group.start < times[part] else { return sum }
                return sum + group.customers * expectedPurchasesOfNewCustomer(in: times[part] - group.start)
            }
        }
    }
}
