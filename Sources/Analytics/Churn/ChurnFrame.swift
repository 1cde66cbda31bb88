package import Domain

/// The buyers of a shop by the end of a local day: what was known of each by then, and who did not order in the days that
/// followed.
///
/// A row is everybody with an order by then, however long ago. Features are those of ``Features`` as of that instant, by
/// the code that computes tonight's, from dated records alone; a record after it, or a field that changes later, changes
/// none of them.
///
/// `p_alive` is left out: it is a forecast of the very thing, which explains nothing to whoever reads a factor; a past
/// value of it would ask for a lifetime model of every cutoff, and the lifetime candidate brings the same knowledge.
package struct ChurnFrame: Sendable {
    /// The last local day that is known.
    package let day: Int32
    package let horizonDays: Int32
    /// Indexes into ``Shop/customers``, ascending.
    package internal(set) var customers: [Int32]
    /// By raw value of ``Feature``, one value a row, NaN where not observed; empty for features that are not used.
    package var features: [[Double]]
    /// x, t_x and T of the lifetime models: order days after the first, days from first to last, days from first to `day`.
    package internal(set) var repeats, lastDays, ageDays: [Double]
    /// Whether no order followed within the horizon; `nil` where the horizon has not passed.
    package var hasLeft: [Bool]?

    package var count: Int { customers.count }

    /// Days from a row's last order day to `day`.
    func recencyDays(_ row: Int) -> Double { ageDays[row] - lastDays[row] }

    /// Whether a row's last order lies within one horizon before the cutoff.
    func isActive(_ row: Int) -> Bool { recencyDays(row) < Double(horizonDays) }

    /// The rows at some places, in their order.
    func rows(_ places: [Int]) -> ChurnFrame {
        var part = self
        part.customers = places.map { customers[$0] }
        part.features = features.map { column in column.isEmpty ? [] : places.map { column[$0] } }
        part.repeats = places.map { repeats[$0] }
        part.lastDays = places.map { lastDays[$0] }
        part.ageDays = places.map { ageDays[$0] }
        part.hasLeft = hasLeft.map { labels in places.map { labels[$0] } }
        return part
    }
}

extension ChurnFrame {
    /// Looks at a shop as it was by the end of a local day.
    ///
    /// - Parameters:
    ///   - source: the shop, as of tonight.
    ///   - day: the last local day that is known.
    ///   - horizonDays: how long an order is awaited.
    ///   - population: what customers have in common, as stored; `nil` estimates it by that day.
    ///   - jobs: the number of threads.
    /// - Returns: the frame, and the population it was made with.
    package static func make(
        _ source: ChurnSource, day: Int32, horizonDays: Int32, population: FeaturePopulation?, jobs: Int
    ) -> (frame: ChurnFrame, population: FeaturePopulation) {
        let (matrix, used) = DatedFeatures.make(source, day: day, population: population, jobs: jobs)
        var frame = ChurnFrame(source.shop, day: day, horizonDays: horizonDays, jobs: jobs)
        frame.features = Feature.allCases.map { feature in
            guard feature != .pAlive else { return [] }
            let column = matrix.columns[feature.rawValue]
            return frame.customers.map { column[Int($0)] }
        }
        return (frame, used)
    }

    /// The same without features: histories and labels alone.
    ///
    /// - Parameters:
    ///   - shop: the shop, as of tonight.
    ///   - day: the last local day that is known.
    ///   - horizonDays: how long an order is awaited.
    ///   - jobs: the number of threads.
    package init(_ shop: Shop, day: Int32, horizonDays: Int32, jobs: Int) {
        let records = PurchaseRecords(of: shop, throughDay: day, unit: .day, jobs: jobs)
        (self.day, self.horizonDays) = (day, horizonDays)
        (customers, features) = (records.customer, [])
        repeats = records.frequency.map(Double.init)
        (lastDays, ageDays) = (records.recency, records.age)
        guard day + horizonDays <= shop.lastDay else { return }
        hasLeft = records.customer.map { customer in
            shop.lastOrderDay(of: Int(customer), through: day + horizonDays).map { $0 <= day } ?? true
        }
    }
}

/// The features of the 14 axes as of the end of a local day.
enum DatedFeatures {
    static func make(
        _ source: ChurnSource, day: Int32, population: FeaturePopulation?, jobs: Int
    ) -> (matrix: FeatureMatrix, population: FeaturePopulation) {
        let shop = source.shop
        let frame = FeatureFrame.dated(shop.zone.startOfDay(day + 1))
        let levels = ServiceLevels.judged(shop, by: source.agreement, frame: frame, jobs: jobs)
        let reference = population?.reference ?? Features.reference(of: shop, frame: frame, jobs: jobs)
        let facts = Features.facts(
            of: shop, frame: frame, reference: reference, questionCategories: source.questionCategories, jobs: jobs)
        let population = population ?? FeaturePopulation(of: facts, serviceLevels: levels)
        return (Features.matrix(of: facts, population: population, serviceLevels: levels, jobs: jobs), population)
    }
}
