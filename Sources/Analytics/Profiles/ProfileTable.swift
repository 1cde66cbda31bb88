internal import Domain
package import Tables

/// Fills the table `customer_profiles`.
package enum ProfileTable {
    /// The rows of some customers: a table is written in as many parts as its writer likes.
    ///
    /// - Parameters:
    ///   - customers: any range of customers.
    ///   - inputs: what is known about all of them.
    /// - Returns: NULL for what nobody predicts (the future of a customer or a shop of which too little is known), for the figures of orders of a
    ///   customer who has none, and for an archetype of a customer who belongs to none.
    package static func part(_ customers: Range<Int>, of inputs: ProfileInputs) -> Table {
        var rows = ProfileRows(inputs, customers)
        for customer in customers { rows.append(customer) }
        return rows.table
    }
}

private struct ProfileRows {
    private let inputs: ProfileInputs
    private var segments: AxisObjects
    private var strengths: AxisObjects
    private var instants = InstantText()
    private var ids = TextColumn()
    private var levelOne = ArchetypeColumns()
    private var levelTwo = ArchetypeColumns()
    private var dominantSegments = TextColumn()
    private var membershipStrengths = TextColumn()
    private var lifetimeValue: [Double] = []
    private var totalOrders: [Int64] = []
    private var averageOrderValue: [Double] = []
    private var firstOrderAt = TextColumn()
    private var lastOrderAt = TextColumn()
    private var daysSinceLastPurchase: [Int64] = []
    private var tenureDays: [Int64] = []
    private var totalTickets: [Int64] = []
    private var stage = TextColumn()
    private var futures: ProfileFutures
    private var guidance = TextColumn()
    private var json = JSONText()

    init(_ inputs: ProfileInputs, _ customers: Range<Int>) {
        self.inputs = inputs
        self.segments = AxisObjects(inputs.dominantSegments(of: customers))
        self.strengths = AxisObjects(inputs.membershipStrengths(of: customers))
        self.futures = ProfileFutures(inputs.forecasts, inputs.churn)
    }

    mutating func append(_ customer: Int) {
        let row = totalTickets.count
        inputs.ids.withBytes(customer) { ids.append($0) }
        levelOne.append(inputs.levelOne, customer)
        levelTwo.append(inputs.levelTwo, customer)
        segments.append(row: row, to: &dominantSegments)
        strengths.append(row: row, to: &membershipStrengths)
        appendFigures(customer)
        totalTickets.append(Int64(inputs.summaries.tickets[customer]))
        futures.append(customer)
        appendGuidance(customer)
    }

    private mutating func appendGuidance(_ customer: Int) {
        json.removeAll()
        json.beginArray()
        for text in inputs.figures.map({ inputs.catalogue.guidance(customer, $0) }) ?? [] { json.value(text) }
        json.endArray()
        guidance.append(json.bytes)
    }

    private mutating func appendFigures(_ customer: Int) {
        let orders = Int(inputs.summaries.orders[customer])
        let value = Money.units(inputs.summaries.net[customer])
        lifetimeValue.append(value)
        totalOrders.append(Int64(orders))
        averageOrderValue.append(orders > 0 ? value / Double(orders) : .nan)
        guard orders > 0 else { return appendNoOrder() }
        let first = inputs.summaries.firstOrderAt[customer]
        let last = inputs.summaries.lastOrderAt[customer]
        instants.append(first, to: &firstOrderAt)
        instants.append(last, to: &lastOrderAt)
        daysSinceLastPurchase.append(wholeDays(since: last))
        tenureDays.append(max(1, wholeDays(since: first)))
        let tenure = inputs.asOf.days(since: Instant(microseconds: first))
        stage.append(CustomerStage(orders: orders, tenureDays: tenure).rawValue)
    }

    private mutating func appendNoOrder() {
        firstOrderAt.append(nil)
        lastOrderAt.append(nil)
        daysSinceLastPurchase.append(.min)
        tenureDays.append(.min)
        stage.append(CustomerStage.coldStart.rawValue)
    }

    private func wholeDays(since microseconds: Int64) -> Int64 {
        (inputs.asOf.microseconds - microseconds).flooredDivision(by: Instant.microsecondsPerDay).quotient
    }

    var table: Table {
        Table(CustomerProfilesTable.table) { t in
            t.customerID = ids
            (t.archetypeL1ID, t.archetypeL1Name) = (levelOne.ids, levelOne.names)
            (t.archetypeL2ID, t.archetypeL2Name) = (levelTwo.ids, levelTwo.names)
            (t.dominantSegments, t.membershipStrengths) = (dominantSegments, membershipStrengths)
            (t.lifetimeValue, t.totalOrders, t.averageOrderValue) = (lifetimeValue, totalOrders, averageOrderValue)
            (t.firstOrderAt, t.lastOrderAt) = (firstOrderAt, lastOrderAt)
            (t.daysSinceLastPurchase, t.customerTenureDays) = (daysSinceLastPurchase, tenureDays)
            t.totalTickets = totalTickets
            futures.fill(&t)
            (t.communicationGuidance, t.stage) = (guidance, stage)
        }
    }
}

/// The archetypes of one level.
private struct ArchetypeColumns {
    private(set) var (ids, names) = (TextColumn(), TextColumn())

    mutating func append(_ level: ProfileArchetypes, _ customer: Int) {
        let archetype = Int(level.ofCustomer[customer])
        ids.append(archetype < 0 ? nil : level.ids[archetype])
        names.append(archetype < 0 ? nil : level.names[archetype])
    }
}

extension ProfileInputs {
    fileprivate func dominantSegments(of customers: Range<Int>) -> [Axis: (texts: [String?], codes: [Int32])] {
        var columns: [Axis: (texts: [String?], codes: [Int32])] = [:]
        for axis in Axis.allCases { columns[axis] = ([Axis.unobserved], []) }
        for axis in segments { columns[axis.axis] = ([Axis.unobserved] + axis.names, Array(axis.dominant[customers])) }
        return columns
    }

    fileprivate func membershipStrengths(of customers: Range<Int>) -> [Axis: (texts: [String?], codes: [Int32])] {
        var columns: [Axis: (texts: [String?], codes: [Int32])] = [:]
        for axis in segments {
            let codes = axis.strength[customers].map { strength -> Int32 in strength.map(Self.code) ?? -1 }
            columns[axis.axis] = ([nil] + MembershipStrength.allCases.map(\.rawValue), codes)
        }
        return columns
    }

    /// The place of a strength among all cases.
    private static func code(_ strength: MembershipStrength) -> Int32 {
        switch strength {
        case .strong: 0
        case .balanced: 1
        case .weak: 2
        }
    }
}
