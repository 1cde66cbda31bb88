import Analytics
import Domain
import Testing

/// Frames know nothing of what came after their cutoff.
struct ChurnFrameTests {
    static let recipes =
        (60...63).map { RowShop.Recipe(seed: $0) } + [
            RowShop.Recipe(seed: 64, hasDatedRefunds: false),
            RowShop.Recipe(seed: 65, hasStatusEvents: false), RowShop.Recipe(seed: 66, hasResolutionDates: false),
            RowShop.Recipe(seed: 67, isDateOnly: true),
        ]
    static let day: Int32 = 19_678  // 2023-11-17

    /// Promises without a priority, so that past frames can judge them.
    static let agreement: ServiceAgreement = {
        var policy = ServicePolicy(name: "all")
        policy.targets = [3_600, nil, 86_400]
        return ServiceAgreement(policies: [policy])
    }()

    /// Every feature, x, t_x and T, and the medians of the population, as of the end of a day.
    static func columns(_ rows: RowShop, _ agreement: ServiceAgreement = Self.agreement) -> Columns {
        let source = ChurnSource(rows.shop, questionCategories: ["question"], agreement: agreement)
        let (frame, population) = ChurnFrame.make(source, day: day, horizonDays: 60, population: nil, jobs: 1)
        let ids = frame.customers.map { rows.customerIDs[Int($0)] }
        var columns: Columns = [
            "x": Dictionary(uniqueKeysWithValues: zip(ids, frame.repeats)),
            "t_x": Dictionary(uniqueKeysWithValues: zip(ids, frame.lastDays)),
            "T": Dictionary(uniqueKeysWithValues: zip(ids, frame.ageDays)),
            "population": ["": Double(String(describing: population).hashValue)],
        ]
        for feature in Feature.allCases where feature != .pAlive {
            columns[feature.name] = Dictionary(uniqueKeysWithValues: zip(ids, frame.features[feature.rawValue]))
        }
        return columns
    }

    @Test(arguments: recipes)
    func `no later change changes a frame, its rows or its population`(recipe: RowShop.Recipe) {
        let rows = RowShop.random(recipe)
        let limit = rows.zone.startOfDay(Self.day + 1)
        #expect(leaks(rows, from: limit) { Self.columns($0) }.isEmpty)
        #expect(leaks(rows, from: limit) { Self.columns($0, ServiceAgreement()) }.isEmpty)
    }

    /// The harness can fail: tonight's features, which may use state without a date, notice every kind of change somewhere.
    @Test func `the changes reach what they should`() {
        let undated = RowShop.Recipe(
            seed: 68, hasDatedRefunds: false, hasStatusEvents: false, hasResolutionDates: false)
        var unnoticed = Set(LaterChange.allCases).subtracting([.assignments])
        for recipe in Self.recipes + [undated] {
            let rows = RowShop.random(recipe)
            let limit = rows.zone.startOfDay(Self.day + 1)
            let before = rows.features(questions: ["question"]).matrix
            for change in unnoticed {
                let after = change.applied(to: rows, from: limit).features(questions: ["question"]).matrix
                if after.rowCount != before.rowCount || !before.differences(from: after).isEmpty {
                    unnoticed.remove(change)
                }
            }
        }
        #expect(unnoticed.isEmpty)
    }

    @Test func `a feature that leaks on purpose is caught`() {
        let rows = RowShop.random(RowShop.Recipe(seed: 62))
        let found = leaks(rows, from: rows.zone.startOfDay(Self.day + 1)) { rows in
            var columns = Self.columns(rows)
            let known = columns["x"] ?? [:]
            func leak(_ value: (String) -> Double) -> [String: Double] {
                Dictionary(uniqueKeysWithValues: known.keys.map { ($0, value($0)) })
            }
            columns["orders_ever"] = leak { id in Double(rows.orders.count { $0.customer == id }) }
            columns["refunded_ever"] = leak { id in
                rows.orders.filter { $0.customer == id }.reduce(0) { $0 + $1.refunded }
            }
            columns["csat_now"] = leak { id in
                Double(rows.tickets.filter { $0.customer == id }.map(\.csat).reduce(0, +))
            }
            return columns
        }
        #expect(Set(found.keys) == ["orders_ever", "refunded_ever", "csat_now"])
    }

    /// By hand: orders on days 0, 10 and 75 of the shop; the frame ends with day 40.
    @Test func `rows are the buyers so far, and labels tell who did not order within the horizon`() {
        let first = Self.day - 40
        var rows = RowShop(asOf: Instant(secondsSince1970: Int64(Self.day + 61) * 86_400))
        func order(_ customer: String, _ day: Int32) {
            rows.orders.append(
                RowShop.Order(customer: customer, at: Instant(secondsSince1970: Int64(first + day) * 86_400 + 100)))
        }
        for (customer, days) in [("a", [0, 10, 75]), ("b", [5]), ("c", [75]), ("d", [40, 101]), ("e", [40, 100])] {
            for day in days { order(customer, Int32(day)) }
        }
        rows.customers = ["f"]
        let source = ChurnSource(rows.shop)
        let frame = ChurnFrame.make(source, day: Self.day, horizonDays: 60, population: nil, jobs: 1).frame
        #expect(frame.customers.map { rows.customerIDs[Int($0)] } == ["a", "b", "d", "e"])
        #expect(frame.hasLeft == [false, true, true, false])
        #expect(frame.repeats == [1, 0, 0, 0] && frame.lastDays == [10, 0, 0, 0] && frame.ageDays == [40, 35, 0, 0])
        let open = ChurnFrame.make(source, day: Self.day, horizonDays: 62, population: nil, jobs: 1).frame
        #expect(open.hasLeft == nil)
    }
}
