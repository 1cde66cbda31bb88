/// The ages and calendar periods of some cells of a cohort table.
struct CohortMargins {
    let ages, calendars: [Int]

    /// How many effects cells have to be explained by.
    var count: Int { max(0, Set(ages).count + Set(calendars).count - 1) }

    /// How much of each cell's expectation is its own doing, to first order: its share of its two margins.
    ///
    /// - Parameter weights: a cell each, all above 0.
    /// - Returns: 0...1, a cell each.
    func leverages(_ weights: [Double]) -> [Double] {
        let (age, calendar) = (sums(weights, by: ages), sums(weights, by: calendars))
        let all = weights.reduce(0, +)
        return weights.indices.map { cell in
            let own = weights[cell]
            return min(1, max(0, own / age[ages[cell]] + own / calendar[calendars[cell]] - own / all))
        }
    }

    /// Sums by age or by calendar period.
    func sums(_ values: [Double], by margin: [Int]) -> [Double] {
        var sums = [Double](repeating: 0, count: (margin.max() ?? -1) + 1)
        for (cell, value) in values.enumerated() { sums[margin[cell]] += value }
        return sums
    }
}
