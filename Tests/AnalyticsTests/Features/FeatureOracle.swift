import Analytics
import Domain
import Foundation

/// The features computed row by row with dictionaries, slowly, straight from the formulas.
///
/// Written apart from the engine, to be compared with it. Everything is in currency units and days.
struct FeatureOracle {
    let rows: RowShop
    let asOf: Instant
    let isTonight: Bool
    var questions: [String] = []
    var probabilityAlive: [Double]?
    var serviceLevels: ServiceLevels?

    init(_ rows: RowShop, _ frame: FeatureFrame) {
        self.rows = rows
        isTonight = frame == .tonight
        if case .dated(let instant) = frame { asOf = instant } else { asOf = rows.asOf }
    }

    typealias Row = [Feature: Double]

    // MARK: The records that exist

    var orders: [RowShop.Order] { rows.orders.filter { $0.at < asOf } }

    func orders(_ customer: String) -> [RowShop.Order] {
        orders.filter { $0.customer == customer }.sorted { $0.at < $1.at }
    }

    func tickets(_ customer: String) -> [RowShop.Ticket] {
        guard rows.has.tickets else { return [] }
        return rows.tickets.filter { $0.customer == customer && $0.created < asOf }.sorted { $0.created < $1.created }
    }

    func lines(_ order: RowShop.Order) -> [RowShop.Line] { rows.has.orderLines ? order.lines : [] }

    func day(_ instant: Instant) -> Int { Int(rows.zone.local(instant.microseconds).day) }

    func second(_ instant: Instant) -> Int { Int(rows.zone.local(instant.microseconds).second) }

    var showsRefunds: Bool { rows.has.datedRefunds || (isTonight && rows.has.refunds) }

    func refunded(_ order: RowShop.Order) -> Double {
        if rows.has.datedRefunds { return order.refunds.filter { $0.at < asOf }.map(\.amount).reduce(0, +) }
        return isTonight && rows.has.refunds ? order.refunded : 0
    }

    func net(_ order: RowShop.Order) -> Double { order.total - refunded(order) }

    // MARK: Statistics

    func mean(_ values: [Double]) -> Double {
        values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }

    func deviation(_ values: [Double]) -> Double {
        guard values.count >= 2 else { return .nan }
        let m = mean(values)
        return (values.map { ($0 - m) * ($0 - m) }.reduce(0, +) / Double(values.count - 1)).squareRoot()
    }

    func quantile(_ values: [Double], _ share: Double) -> Double {
        guard !values.isEmpty else { return .nan }
        let sorted = values.sorted()
        let position = share * Double(sorted.count - 1)
        let low = Int(position.rounded(.down))
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (position - Double(low)) * (sorted[high] - sorted[low])
    }

    func counts<Key: Hashable>(_ keys: [Key]) -> [Key: Int] {
        Dictionary(grouping: keys) { $0 }.mapValues(\.count)
    }

    /// Miller-Madow, by ln of the number of kinds.
    func entropy(_ keys: [String], kinds: Int) -> Double {
        guard kinds > 1, !keys.isEmpty else { return .nan }
        let total = Double(keys.count)
        let occurring = counts(keys).values.sorted()
        let plain = occurring.map { -(Double($0) / total) * log(Double($0) / total) }.reduce(0, +)
        return min(1, (plain + Double(occurring.count - 1) / (2 * total)) / log(Double(kinds)))
    }

    /// The rates of all customers, drawn towards the population's.
    func shrunk(_ counts: [(a: Int, b: Int)]) -> [Double] {
        let seen = counts.filter { $0.b > 0 }.map { (a: Double($0.a), b: Double($0.b)) }
        guard !seen.isEmpty else { return counts.map { _ in .nan } }
        let b = seen.map(\.b).reduce(0, +)
        let p = seen.map(\.a).reduce(0, +) / b
        var m = 50.0
        if p > 0, p < 1 {
            let s = seen.map { $0.b * ($0.a / $0.b - p) * ($0.a / $0.b - p) }.reduce(0, +)
            let n = Double(seen.count)
            let denominator = b - seen.map { $0.b * $0.b }.reduce(0, +) / b - (n - 1)
            let rho = (s / (p * (1 - p)) - (n - 1)) / denominator
            m = denominator <= 0 ? 10 : (rho <= 0 ? 50 : min(50, max(1, 1 / rho - 1)))
        }
        return counts.map { $0.b > 0 ? (Double($0.a) + m * p) / (Double($0.b) + m) : .nan }
    }

    func theilSen(_ values: [Double]) -> Double {
        var slopes: [Double] = []
        for j in values.indices {
            for i in 0..<j { slopes.append((values[j] - values[i]) / Double(j - i)) }
        }
        return quantile(slopes, 0.5)
    }

    /// Shape and rate of the gamma prior of Poisson rates by moments; `nil` without exposure.
    func gammaPoisson(_ x: [Double], _ t: [Double]) -> (r: Double, alpha: Double)? {
        let seen = zip(x, t).filter { $0.1 > 0 }
        guard !seen.isEmpty else { return nil }
        let (n, exposure) = (Double(seen.count), seen.map(\.1).reduce(0, +))
        let mean = seen.map(\.0).reduce(0, +) / exposure
        guard mean > 0 else { return (0, exposure / n) }
        let denominator = exposure - seen.map { $0.1 * $0.1 }.reduce(0, +) / exposure
        guard n > 1, denominator > 0 else { return (1, 1 / mean) }
        let s = seen.map { ($0.0 - mean * $0.1) * ($0.0 - mean * $0.1) / $0.1 }.reduce(0, +)
        let v = (s - (n - 1) * mean) / denominator
        let r = v > 0 ? min(50, max(0.01, mean * mean / v)) : 50
        return (r, r / mean)
    }

    // MARK: All customers

    func table() -> [Row] {
        let ids = rows.customerIDs
        var table = [Row](repeating: [:], count: ids.count)
        addFrequency(ids, &table)
        addValue(ids, &table)
        addBaskets(ids, &table)
        addPrices(ids, &table)
        addClock(ids, &table)
        addMaturity(ids, &table)
        addReturns(ids, &table)
        addContacts(ids, &table)
        addProblems(ids, &table)
        addLoyalty(ids, &table)
        addSupport(ids, &table)
        for (index, id) in ids.enumerated() {
            for axis in Axis.allCases where !isObserved(id, axis) {
                for feature in Feature.allCases where axis.features.contains(feature.name) {
                    table[index][feature] = .nan
                }
            }
        }
        return table
    }

    /// Whether the rule of an axis holds for a customer.
    func isObserved(_ id: String, _ axis: Axis) -> Bool {
        let orders = orders(id)
        let (days, lines, k) = (orderDays(orders).count, orders.flatMap(lines).count, tickets(id).count)
        switch axis {
        case .purchaseFrequency, .purchaseValue, .priceSensitivity, .customerMaturity, .returnBehavior:
            return orders.count >= 1
        case .purchaseCadence: return orders.count >= 2
        case .repurchaseBehavior: return days >= 2
        case .loyaltyTrajectory: return days >= 2 && tenure(orders) >= 60
        case .categoryExploration, .valueSophistication: return lines >= 2
        case .productKnowledge: return lines >= 3
        case .communicationPreference:
            return k >= 1 || (orders.count >= 2 && Set(self.orders.compactMap(\.channel)).count >= 2)
        case .problemComplexityProfile: return k >= 1
        case .supportHistory: return !allTickets.isEmpty && orders.count + k > 0
        }
    }

    /// Writes a shrunk rate over all customers.
    func put(_ feature: Feature, _ counts: [(a: Int, b: Int)], _ table: inout [Row]) {
        for (index, rate) in shrunk(counts).enumerated() { table[index][feature] = rate }
    }

    func share(_ a: Int, _ b: Int) -> Double { b > 0 ? Double(a) / Double(b) : .nan }

    func tenure(_ orders: [RowShop.Order]) -> Double {
        orders.first.map { max(1, asOf.days(since: $0.at)) } ?? .nan
    }

    func orderDays(_ orders: [RowShop.Order]) -> [Int] { Set(orders.map { day($0.at) }).sorted() }

    func gaps(_ orders: [RowShop.Order]) -> [Double] {
        let days = orderDays(orders)
        return zip(days, days.dropFirst()).map { Double($1 - $0) }
    }

    func within(_ orders: [RowShop.Order], _ from: Int, _ to: Int) -> [RowShop.Order] {
        orders.filter { $0.at >= asOf.adding(days: -from) && $0.at < asOf.adding(days: -to) }
    }
}

// MARK: Purchase axes

extension FeatureOracle {
    func addFrequency(_ ids: [String], _ table: inout [Row]) {
        let all = ids.map(orders)
        let buyers = all.filter { !$0.isEmpty }
        let prior = gammaPoisson(buyers.map { Double(orderDays($0).count - 1) }, buyers.map(tenure))
        let variations = buyers.map(gaps).filter { $0.count >= 2 }.map { gaps in
            (weight: Double(gaps.count), squared: pow(deviation(gaps) / mean(gaps), 2))
        }
        let common = variations.map { $0.weight * $0.squared }.reduce(0, +) / variations.map(\.weight).reduce(0, +)
        for (index, orders) in all.enumerated() where !orders.isEmpty {
            let gaps = gaps(orders)
            if let prior {
                table[index][.ordersPerMonth] =
                    30.4375 * (Double(gaps.count) + prior.r) / (tenure(orders) + prior.alpha)
            }
            if gaps.count >= 2 {
                let own = pow(deviation(gaps) / mean(gaps), 2)
                let squared = (Double(gaps.count) * own + 4 * common) / (Double(gaps.count) + 4)
                table[index][.meanGapDays] = mean(gaps)
                table[index][.gapRegularity] = 1 / (1 + squared.squareRoot())
            }
            table[index][.orders90d] = Double(within(orders, 90, 0).count)
            table[index][.recencyDays] = asOf.days(since: orders[orders.count - 1].at)
        }
    }

    func addValue(_ ids: [String], _ table: inout [Row]) {
        var splurges: [(a: Int, b: Int)] = []
        for (index, id) in ids.enumerated() {
            let values = orders(id).map(net)
            let median = quantile(values, 0.5)
            splurges.append(
                values.count >= 3 && median > 0 ? (values.count { $0 > 2 * median }, values.count) : (0, 0))
            guard !values.isEmpty else { continue }
            table[index][.netLifetimeValue] = values.reduce(0, +)
            table[index][.avgOrderValue] = mean(values)
            table[index][.medianOrderValue] = median
            table[index][.maxOrderValue] = values.max()
            guard values.count >= 3, mean(values) > 1e-9 else { continue }
            let positions = values.indices.map(Double.init)
            let products = zip(positions, values).map { ($0 - mean(positions)) * ($1 - mean(values)) }.reduce(0, +)
            let squares = positions.map { ($0 - mean(positions)) * ($0 - mean(positions)) }.reduce(0, +)
            table[index][.valueTrend] = products / squares / mean(values)
            table[index][.valueConsistency] = 1 / (1 + deviation(values) / mean(values))
        }
        put(.splurgeRate, splurges, &table)
    }

    /// The axes on products and categories.
    func addBaskets(_ ids: [String], _ table: inout [Row]) {
        let kinds = Set(orders.flatMap(lines).compactMap(\.category)).count
        for (index, id) in ids.enumerated() {
            let orders = orders(id)
            let all = orders.flatMap(lines)
            let perProduct = counts(all.map(\.product))
            if all.count >= 2 {
                let total = Double(all.count)
                let pairs = perProduct.values.map { Double($0 * ($0 - 1)) }.reduce(0, +) / (total * (total - 1))
                table[index][.productDiversity] = 1 - pairs
                table[index][.newProductRate] = Double(perProduct.count) / total
                if all.count >= 3 { table[index][.productConcentration] = pairs }
            }
            addCategories(orders, all, kinds: kinds, &table[index])
            addRepeats(orders, perProduct, &table[index])
            guard all.count >= 3 else { continue }
            let recent = orders.indices.suffix(5).flatMap { o in
                lines(orders[o]).map { line in
                    !orders[..<o].contains { lines($0).contains { $0.product == line.product } }
                }
            }
            table[index][.firstTimeProductShare] = share(recent.count { $0 }, recent.count)
            let asked = tickets(id).count { $0.category.map(questions.contains) ?? false }
            if !allTickets.isEmpty, rows.has.ticketCategory, !questions.isEmpty {
                table[index][.questionTicketRate] = Double(asked) / Double(max(orders.count, 1))
            }
        }
    }

    private func addCategories(
        _ orders: [RowShop.Order], _ lines: [RowShop.Line], kinds: Int, _ row: inout Row
    ) {
        let named = lines.compactMap(\.category)
        guard lines.count >= 2, !named.isEmpty else { return }
        let first = Dictionary(
            grouping: orders.indices.flatMap { o in
                self.lines(orders[o]).compactMap(\.category).map { (category: $0, order: o) }
            }
        ) { $0.category }.mapValues { $0.map(\.order) }
        row[.distinctCategories] = Double(first.count)
        row[.categoryEntropy] = entropy(named, kinds: kinds)
        row[.primaryCategoryShare] = Double(counts(named).values.max() ?? 0) / Double(named.count)
        if orders.count >= 2 {
            let late = first.values.count { 2 * ($0.min() ?? 0) >= orders.count }
            row[.lateNewCategoryShare] = share(late, first.count)
        }
        if lines.count >= 3 {
            let mastered = first.values.count { Set($0.map { day(orders[$0].at) }).count >= 3 }
            row[.masteredCategories] = Double(mastered)
        }
    }

    private func addRepeats(_ orders: [RowShop.Order], _ perProduct: [String: Int], _ row: inout Row) {
        guard orderDays(orders).count >= 2, !perProduct.isEmpty else { return }
        let days = Dictionary(
            uniqueKeysWithValues: perProduct.keys.map { product in
                (product, orderDays(orders.filter { lines($0).contains { $0.product == product } }))
            })
        let again = days.values.filter { $0.count >= 2 }
        row[.repeatProductRate] = share(again.count, perProduct.count)
        let repeats = orders.indices.dropFirst().count { o in
            lines(orders[o]).contains { line in
                orders[..<o].contains { lines($0).contains { $0.product == line.product } }
            }
        }
        row[.repeatOrderRate] = share(repeats, orders.count - 1)
        row[.topProductShare] = share(perProduct.values.max() ?? 0, perProduct.values.reduce(0, +))
        let intervals = again.flatMap { days in zip(days, days.dropFirst()).map { Double($1 - $0) } }
        row[.meanRepeatIntervalDays] = mean(intervals.sorted())
        row[.meanRepeatCount] = mean(again.map { Double($0.count) }.sorted())
    }

    /// The axes on discounts and prices.
    func addPrices(_ ids: [String], _ table: inout [Row]) {
        var (discounted, coded): ([(a: Int, b: Int)], [(a: Int, b: Int)]) = ([], [])
        let scales = Dictionary(grouping: orders.flatMap(lines).filter { $0.category != nil }) { $0.category ?? "" }
            .mapValues { $0.map(paid) }
        for (index, id) in ids.enumerated() {
            let orders = orders(id)
            let known = rows.has.discount ? orders.compactMap { o in o.discount.map { (o, $0) } } : []
            discounted.append((known.count { $0.1 > 0 }, known.count))
            coded.append(rows.has.discountCode ? (orders.count { $0.code != nil }, orders.count) : (0, 0))
            if rows.has.subtotal {
                let both = known.compactMap { o, d in o.subtotal.map { (d, $0) } }
                table[index][.meanDiscountDepth] = mean(both.filter { $0.0 > 0 && $0.1 > 0 }.map { $0.0 / $0.1 })
                let whole = both.map(\.1).reduce(0, +)
                if whole > 0 { table[index][.discountSpendShare] = both.map(\.0).reduce(0, +) / whole }
            }
            let all = orders.flatMap(lines)
            let marked = rows.has.lineDiscount ? all.compactMap(\.discount) : []
            table[index][.fullPriceLineShare] = share(marked.count { $0 <= 0 }, marked.count)
            guard all.count >= 2 else { continue }
            let placed = all.compactMap { line in
                line.category.map { (line, percentile(paid(line), among: scales[$0] ?? [])) }
            }
            table[index][.priceTier] = mean(placed.map(\.1))
            table[index][.priceTierSpread] = deviation(placed.map(\.1))
            let premium = placed.filter { $0.1 >= 2.0 / 3 }.compactMap(\.0.discount)
            if rows.has.lineDiscount {
                table[index][.premiumFullPriceShare] = share(premium.count { $0 <= 0 }, premium.count)
            }
        }
        put(.discountedOrderRate, discounted, &table)
        put(.codeRate, coded, &table)
    }

    private func paid(_ line: RowShop.Line) -> Double {
        guard rows.has.lineDiscount, let discount = line.discount, line.quantity > 0 else { return line.price }
        return line.price - discount / Double(line.quantity)
    }

    /// Where a price lies between the quantiles at equal steps, as many as there are prices and at most 201.
    private func percentile(_ price: Double, among prices: [Double]) -> Double {
        let steps = min(201, prices.count) - 1
        guard steps > 0 else { return 0.5 }
        let knots = (0...steps).map { quantile(prices, Double($0) / Double(steps)) }
        let equal = knots.indices.filter { knots[$0] == price }
        if let low = equal.first, let high = equal.last { return Double(low + high) / 2 / Double(steps) }
        let below = knots.count { $0 < price }
        guard below > 0 else { return 0 }
        guard below < knots.count else { return 1 }
        let fraction = (price - knots[below - 1]) / (knots[below] - knots[below - 1])
        return (Double(below - 1) + fraction) / Double(steps)
    }

    func addClock(_ ids: [String], _ table: inout [Row]) {
        var (weekend, business, peak): ([(a: Int, b: Int)], [(a: Int, b: Int)], [(a: Int, b: Int)]) = ([], [], [])
        var seasonShares: [Double] = []
        let hours = hasHours(orders.map(\.at))
        let months = peakMonths()
        for (index, id) in ids.enumerated() {
            let orders = orders(id)
            weekend.append((orders.count { isWeekend($0.at) }, orders.count))
            business.append(hours ? (orders.count { isBusinessHour($0.at) }, orders.count) : (0, 0))
            let isOld = tenure(orders) >= 365.25 && !months.isEmpty
            peak.append(isOld ? (orders.count { months.contains(month(day($0.at))) }, orders.count) : (0, 0))
            let days = orders.first.map { Array(day($0.at)...day(Instant(microseconds: asOf.microseconds - 1))) } ?? []
            seasonShares.append(share(days.count { months.contains(month($0)) }, days.count))
            guard hours, orders.count >= 2 else { continue }
            let angles = orders.map { 2 * Double.pi * Double(second($0.at)) / 86_400 }
            let (c, s, n) = (mean(angles.map { cos($0) }), mean(angles.map { sin($0) }), Double(orders.count))
            table[index][.hourCos] = c
            table[index][.hourSin] = s
            table[index][.hourConcentration] = max(0, (n * (c * c + s * s) - 1) / (n - 1)).squareRoot()
        }
        put(.weekendRate, weekend, &table)
        put(.businessHoursRate, business, &table)
        put(.peakSeasonRate, peak, &table)
        for index in ids.indices { table[index][.peakSeasonRate, default: .nan] -= seasonShares[index] }
    }

    func isWeekend(_ instant: Instant) -> Bool { CivilDate.weekday(ofDay: Int32(day(instant))) >= 5 }

    func isBusinessHour(_ instant: Instant) -> Bool {
        !isWeekend(instant) && (9 * 3600..<17 * 3600).contains(second(instant))
    }

    func month(_ day: Int) -> Int { CivilDate(daysSince1970: Int32(day)).month }

    /// Whether at most 99 % carry one time of day, on the shop's clock and in UTC.
    func hasHours(_ instants: [Instant]) -> Bool {
        guard !instants.isEmpty else { return false }
        let local = counts(instants.map(second)).values.max() ?? 0
        let utc = counts(instants.map { ShopZone.utc.local($0.microseconds).second }).values.max() ?? 0
        return Double(max(local, utc)) <= 0.99 * Double(instants.count)
    }

    /// The three months with the most orders a day; none below a year.
    func peakMonths() -> [Int] {
        guard let start = orders.map(\.at).min(), asOf.days(since: start) >= 365.25 else { return [] }
        let observed = counts((day(start)...day(Instant(microseconds: asOf.microseconds - 1))).map(month))
        let sold = counts(orders.map { month(day($0.at)) })
        let rates = (1...12).map { (month: $0, rate: Double(sold[$0] ?? 0) / Double(observed[$0] ?? 1)) }
        return Array(
            rates.sorted { $0.rate != $1.rate ? $0.rate > $1.rate : $0.month < $1.month }.prefix(3).map(\.month))
    }

    func addMaturity(_ ids: [String], _ table: inout [Row]) {
        for (index, id) in ids.enumerated() {
            let orders = orders(id)
            guard let first = orders.first, let last = orders.last else { continue }
            let t = tenure(orders)
            table[index][.tenureMonths] = t / 30.4375
            table[index][.orderCount] = Double(orders.count)
            if orderDays(orders).count >= 2 { table[index][.recencyRatio] = asOf.days(since: last.at) / t }
            let bins = Set(orders.map { Int($0.at.days(since: first.at) / 30.4375) })
            table[index][.activeMonthShare] =
                share(bins.count, max(1, Int((asOf.days(since: first.at) / 30.4375).rounded(.up))))
            if t >= 180 {
                let x = Double(orderDays(orders).count - 1)
                let late = Double(orderDays(within(orders, 90, 0)).count)
                table[index][.acceleration] = log((late + 0.5) / (x * 90 / t + 0.5))
            }
        }
    }

    func addReturns(_ ids: [String], _ table: inout [Row]) {
        guard showsRefunds else { return }
        let lags =
            rows.has.datedRefunds
            ? orders.flatMap { o in o.refunds.filter { $0.at < asOf }.map { max(0, $0.at.days(since: o.at)) } } : []
        let lag = lags.isEmpty ? 0 : quantile(lags, 0.9)
        let settled = ids.map { orders($0).filter { asOf.days(since: $0.at) > lag } }
        let namesPieces = orders.flatMap(\.refunds).contains { $0.at < asOf && $0.quantity > 0 }
        let total = settled.joined().map(\.total).reduce(0, +)
        let p = settled.joined().map(refunded).reduce(0, +) / total
        let m = mean(orders.map(\.total))
        for (index, orders) in settled.enumerated() where !orders.isEmpty {
            let own = orders.map(\.total).reduce(0, +)
            if total > 0, own + m > 0 {
                table[index][.refundValueRate] = (orders.map(refunded).reduce(0, +) + m * p) / (own + m)
            }
            let full = orders.count { refunded($0) > 0 && refunded($0) >= $0.total - 1e-9 }
            table[index][.fullRefundRate] = share(full, orders.count)
        }
        put(.refundedOrderRate, settled.map { orders in (orders.count { refunded($0) > 0 }, orders.count) }, &table)
        guard rows.has.orderLines, rows.has.datedRefunds ? namesPieces : rows.has.refundedQuantity else { return }
        put(
            .returnedItemRate,
            settled.map { orders in
                let pieces = orders.map { order -> (a: Int, b: Int) in
                    let bought = order.lines.map(\.quantity).reduce(0, +)
                    let back =
                        rows.has.datedRefunds
                        ? order.refunds.filter { $0.at < asOf }.map(\.quantity).reduce(0, +)
                        : order.lines.map(\.refundedQuantity).reduce(0, +)
                    return (min(back, bought), bought)
                }
                return (pieces.map(\.a).reduce(0, +), pieces.map(\.b).reduce(0, +))
            }, &table)
    }
}

// MARK: Support axes and loyalty

extension FeatureOracle {
    func events(_ ticket: RowShop.Ticket) -> [RowShop.Event] {
        rows.has.ticketEvents ? ticket.events.filter { $0.at < asOf } : []
    }

    /// All tickets of customers and of nobody.
    var allTickets: [RowShop.Ticket] { rows.has.tickets ? rows.tickets.filter { $0.created < asOf } : [] }

    func addContacts(_ ids: [String], _ table: inout [Row]) {
        let kinds = Set(allTickets.compactMap(\.channel)).count
        let hours = hasHours(allTickets.map(\.created))
        for (name, feature) in [
            ("email", Feature.emailShare), ("chat", .chatShare), ("phone", .phoneShare), ("social", .socialShare),
        ] {
            put(
                feature,
                ids.map { id in
                    let channels = tickets(id).compactMap(\.channel)
                    return (channels.count { $0 == name }, channels.count)
                }, &table)
        }
        put(
            .contactBusinessHoursRate,
            ids.map { id in
                hours ? (tickets(id).count { isBusinessHour($0.created) }, tickets(id).count) : (0, 0)
            }, &table)
        let orderChannels = Set(orders.compactMap(\.channel)).count
        for (index, id) in ids.enumerated() {
            let own = tickets(id)
            table[index][.channelEntropy] = entropy(own.compactMap(\.channel), kinds: kinds)
            let channels = orders(id).compactMap(\.channel)
            if rows.has.channel, orderChannels > 1 {
                let changes = zip(channels, channels.dropFirst()).count { $0 != $1 }
                table[index][.orderChannelSwitchRate] = share(changes, max(0, channels.count - 1))
            }
            if rows.has.ticketEvents, !own.isEmpty {
                let sent = own.flatMap(events).count { $0.kind == .message && $0.actor == .customer }
                table[index][.customerMessagesPerTicket] = Double(sent) / Double(own.count)
            }
        }
    }

    func isDone(_ status: String?) -> Bool { ["resolved", "solved", "closed"].contains(status) }

    func changes(_ ticket: RowShop.Ticket) -> [RowShop.Event] { events(ticket).filter { $0.kind == .status } }

    var listsChanges: Bool { allTickets.contains { !changes($0).isEmpty } }

    var datesResolutions: Bool {
        allTickets.contains { [$0.resolved, $0.closed].contains { $0.map { $0 < asOf } ?? false } }
    }

    /// Whether and since when a ticket is resolved; `nil` where that cannot be told.
    func resolution(_ ticket: RowShop.Ticket) -> (isResolved: Bool, since: Instant?)? {
        let changes = changes(ticket)
        if let last = changes.last {
            guard isDone(last.to) else { return (false, nil) }
            let run = changes.reversed().prefix { isDone($0.to) }.reversed()
            let start = run.first.flatMap { isDone($0.from) && run.count == changes.count ? nil : $0.at }
            return (true, start)
        }
        if let done = [ticket.resolved, ticket.closed].compactMap({ $0 }).first(where: { $0 < asOf }) {
            return (true, done)
        }
        if listsChanges || datesResolutions { return (false, nil) }
        return isTonight ? (ticket.status == .resolved || ticket.status == .closed, nil) : nil
    }

    func wasReopened(_ ticket: RowShop.Ticket) -> Bool? {
        if listsChanges {
            let states = changes(ticket)
            return zip(states.map { $0 as RowShop.Event? }, states.dropFirst().map { $0 as RowShop.Event? })
                .contains { isDone($0?.to) && !isDone($1?.to) }
                || states.first.map { isDone($0.from) && !isDone($0.to) } ?? false
        }
        guard isTonight, rows.has.reopenedCount, ticket.reopened >= 0 else { return nil }
        return ticket.reopened > 0
    }

    func reassignments(_ ticket: RowShop.Ticket) -> Int {
        let agents = events(ticket).filter { $0.kind == .assign }.compactMap(\.to)
        return zip(agents, agents.dropFirst()).count { $0 != $1 }
    }

    func isEscalated(_ ticket: RowShop.Ticket) -> Bool {
        let ranks = ["low": 0, "normal": 1, "high": 2, "urgent": 3]
        let rises = events(ticket).filter { $0.kind == .priority }.contains { event in
            guard let from = ranks[event.from ?? ""], let to = ranks[event.to ?? ""] else { return false }
            return to > from
        }
        return rises || reassignments(ticket) >= 2
    }

    func addProblems(_ ids: [String], _ table: inout [Row]) {
        let kinds = Set(allTickets.compactMap(\.category)).count
        for (index, id) in ids.enumerated() {
            let own = tickets(id)
            guard !own.isEmpty else { continue }
            let k = Double(own.count)
            if rows.has.ticketEvents {
                let messages = own.flatMap(events).count { $0.kind == .message && $0.actor != .system }
                table[index][.meanMessagesPerTicket] = Double(messages) / k
                table[index][.reassignmentRate] = Double(own.map(reassignments).reduce(0, +)) / k
            }
            let hours = own.compactMap { ticket in
                resolution(ticket)?.since.map { max(0, $0.days(since: ticket.created) * 24) }
            }
            table[index][.meanResolutionHours] = mean(hours)
            table[index][.ticketCategoryEntropy] = entropy(own.compactMap(\.category), kinds: kinds)
        }
        put(
            .reopenRate,
            ids.map { id in
                let told = tickets(id).compactMap(wasReopened)
                return (told.count { $0 }, told.count)
            }, &table)
        guard isTonight, rows.has.ticketPriority else { return }
        put(.highPriorityRate, ids.map { (tickets($0).count { $0.priority >= .high }, tickets($0).count) }, &table)
    }

    func addSupport(_ ids: [String], _ table: inout [Row]) {
        guard !allTickets.isEmpty else { return }
        let buyers = ids.filter { !orders($0).isEmpty }
        let prior = gammaPoisson(buyers.map { Double(tickets($0).count) }, buyers.map { Double(orders($0).count) })
        let ratings = ids.flatMap(tickets).map(\.csat).filter { $0 > 0 }.map(Double.init)
        for (index, id) in ids.enumerated() {
            let (own, n) = (tickets(id), Double(orders(id).count))
            if let prior, !own.isEmpty || n > 0 {
                table[index][.ticketsPerOrder] = (Double(own.count) + prior.r) / (n + prior.alpha)
            }
            let rated = own.map(\.csat).filter { $0 > 0 }.map(Double.init)
            if isTonight, rows.has.csat, !rated.isEmpty {
                table[index][.meanCsat] = (rated.reduce(0, +) + 3 * mean(ratings)) / (Double(rated.count) + 3)
            }
            if let last = own.last { table[index][.daysSinceLastTicket] = asOf.days(since: last.created) }
        }
        put(
            .unresolvedRate,
            ids.map { id in
                let told = tickets(id).compactMap { resolution($0)?.isResolved }
                return (told.count { !$0 }, told.count)
            }, &table)
        if rows.has.ticketEvents {
            put(.escalationRate, ids.map { (tickets($0).count(where: isEscalated), tickets($0).count) }, &table)
        }
        guard let serviceLevels else { return }
        put(
            .slaBreachRate,
            ids.indices.map { (Int(serviceLevels.breached[$0]), Int(serviceLevels.judged[$0])) }, &table)
    }

    func addLoyalty(_ ids: [String], _ table: inout [Row]) {
        let all = ids.map(orders)
        let gapsOfAll = all.flatMap(gaps)
        let c = quantile(orders.map(net), 0.5) / 2
        let frequency = all.map { orders -> Double in
            guard !orders.isEmpty, tenure(orders) >= 360 else { return .nan }
            return log((Double(within(orders, 180, 0).count) + 0.5) / (Double(within(orders, 360, 180).count) + 0.5))
        }
        let value = all.map { orders -> Double in
            guard !orders.isEmpty, tenure(orders) >= 360, c > 0 else { return .nan }
            let (v1, v2) = (
                within(orders, 180, 0).map(net).reduce(0, +), within(orders, 360, 180).map(net).reduce(0, +)
            )
            return log((max(v1, 0) + c) / (max(v2, 0) + c))
        }
        for (index, orders) in all.enumerated() {
            guard orderDays(orders).count >= 2, tenure(orders) >= 60 else { continue }
            table[index][.frequencyLogRatio] = frequency[index] - quantile(frequency.filter { !$0.isNaN }, 0.5)
            table[index][.valueLogRatio] = value[index] - quantile(value.filter { !$0.isNaN }, 0.5)
            let gaps = gaps(orders)
            if gaps.count >= 3 { table[index][.gapTrend] = theilSen(gaps) / mean(gaps) }
            table[index][.pAlive] = probabilityAlive?[index] ?? .nan
            let own = (gaps.reduce(0, +) + 4 * mean(gapsOfAll)) / (Double(gaps.count) + 4)
            let recency = asOf.days(since: orders[orders.count - 1].at)
            table[index][.overdueRatio] = recency / (own * quantile(gapsOfAll, 0.9) / mean(gapsOfAll))
        }
    }
}
