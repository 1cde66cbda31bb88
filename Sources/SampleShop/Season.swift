/// The shop's demand through the year, as a clock that runs faster on busy days.
///
/// Customers buy at a constant rate on this clock; read on the calendar, the same orders crowd into December.
/// Both clocks start and end together, so a rate per day means the same on either.
struct Season {
    let days: Range<Int>
    /// Clock reading at the start of each day of the window, and at its end; 0 at the start.
    private let readings: [Double]

    /// - Parameters:
    ///   - days: the window, in days since 1970, not empty.
    ///   - demand: relative demand of a day.
    private init(days: Range<Int>, demand: (Int) -> Double) {
        var sum = 0.0
        var raw = [0.0]
        for day in days {
            sum += demand(day)
            raw.append(sum)
        }
        let scale = Double(days.count) / sum
        self.days = days
        readings = raw.map { $0 * scale }
    }

    /// Demand by month and weekday.
    init(days: Range<Int>, _ parameters: Parameters) {
        self.init(days: days) { day in
            parameters.months[civilDate(day: day).month - 1] * parameters.weekdays[weekday(day: day)]
        }
    }

    /// The same demand every day: both clocks are one.
    init(withoutSeasons days: Range<Int>) {
        self.init(days: days) { _ in 1 }
    }

    /// The calendar day on which the clock shows `reading`, in 0 ..< the number of days.
    func day(at reading: Double) -> Int {
        var (low, high) = (0, days.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if readings[middle] <= reading { low = middle } else { high = middle - 1 }
        }
        return days.lowerBound + low
    }
}
