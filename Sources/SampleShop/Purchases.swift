internal import Kernels

/// When a customer orders.
///
/// On the season's clock, orders after the first come at exponential gaps; after any order the customer may leave.
struct Purchases {
    let season: Season

    /// Fills `instants` with a buyer's orders in rising order, in seconds since 1970, at least one.
    ///
    /// - Returns: true if the customer left within the window.
    func draw(_ habits: Habits, into instants: inout [Int], _ random: inout CounterRandom) -> Bool {
        instants.removeAll(keepingCapacity: true)
        let length = Double(season.days.count)
        let meanGap = 30.4375 / habits.monthlyRate
        var reading = habits.arrival * length
        var left = false
        while reading < length, !left {
            instants.append(instant(on: season.day(at: reading), habits, &random))
            left = random.uniform() < habits.dropout
            reading += random.exponential() * meanGap
        }
        instants.sort()
        return left
    }

    /// A moment at the customer's usual hour, on `day` or the weekend of its week.
    private func instant(on day: Int, _ habits: Habits, _ random: inout CounterRandom) -> Int {
        var day = day
        if random.uniform() < habits.weekendRate {
            let weekend = day - weekday(day: day) + 5 + random.index(below: 2)
            if season.days.contains(weekend) { day = weekend }
        }
        let second = Int((habits.hour + habits.hourSpread * random.normal()) * 3_600)
        return day * secondsPerDay + (second % secondsPerDay + secondsPerDay) % secondsPerDay
    }
}
