package import Domain

/// A row of `customer_profiles`.
package struct CustomerProfile: Equatable, Sendable {
    package let customerID: String
    package let archetypeL1ID, archetypeL1Name, archetypeL2ID, archetypeL2Name: String?
    /// `{axis: segment}` over every axis.
    package let dominantSegments: JSONColumn
    /// `{axis: strong | balanced | weak}` over the observed axes.
    package let membershipStrengths: JSONColumn
    /// In units of the reporting currency, as all money here.
    package let lifetimeValue: Double?
    package let totalOrders: Int
    package let averageOrderValue: Double?
    /// ISO 8601 in UTC.
    package let firstOrderAt, lastOrderAt: String?
    package let daysSinceLastPurchase, customerTenureDays: Int?
    package let totalTickets: Int
    package let churnRiskScore: Double?
    package let churnRiskLevel: String?
    package let pAlive: Double?
    package let ltv12m, ltv12mLower, ltv12mUpper: Double?
    package let nextOrderExpectedOn: String?
    /// An array of texts.
    package let communicationGuidance: JSONColumn
    package let stage: String
}

extension CustomerProfile {
    init(_ row: Row) {
        var cells = RowCells(row)
        customerID = cells.next()
        archetypeL1ID = cells.next()
        archetypeL1Name = cells.next()
        archetypeL2ID = cells.next()
        archetypeL2Name = cells.next()
        dominantSegments = cells.next()
        membershipStrengths = cells.next()
        lifetimeValue = cells.next()
        totalOrders = cells.next()
        averageOrderValue = cells.next()
        firstOrderAt = cells.next()
        lastOrderAt = cells.next()
        daysSinceLastPurchase = cells.next()
        customerTenureDays = cells.next()
        totalTickets = cells.next()
        churnRiskScore = cells.next()
        churnRiskLevel = cells.next()
        pAlive = cells.next()
        ltv12m = cells.next()
        ltv12mLower = cells.next()
        ltv12mUpper = cells.next()
        nextOrderExpectedOn = cells.next()
        communicationGuidance = cells.next()
        stage = cells.next()
    }
}

/// A row of `customer_segments`.
package struct CustomerSegments: Equatable, Sendable {
    package struct Standing: Equatable, Sendable {
        package let axis: Axis
        /// The dominant segment, or ``Axis/unobserved``.
        package let segment: String
        /// 0...1; `nil` where the axis was not observed.
        package let membership: Double?
        /// 0...1.
        package let evidence: Double
    }

    package let customerID: String
    /// In the order of the axes.
    package let standings: [Standing]
    /// `{axis: {segment: membership}}` over the observed axes.
    package let memberships: JSONColumn
    /// `{axis: [[feature, standard score], ...]}`, strongest first.
    package let reasons: JSONColumn
}

extension CustomerSegments {
    init(_ row: Row) {
        var cells = RowCells(row)
        customerID = cells.next()
        standings = Axis.allCases.map { axis in
            Standing(axis: axis, segment: cells.next(), membership: cells.next(), evidence: cells.next())
        }
        memberships = cells.next()
        reasons = cells.next()
    }
}

/// A row of `segment_memberships`.
package struct SegmentMembership: Equatable, Sendable {
    /// Names of an axis and of a segment of it.
    package let axis, segment: String
    /// 0...1.
    package let membership: Double
}

extension SegmentMembership {
    init(_ row: Row) {
        var cells = RowCells(row)
        axis = cells.next()
        segment = cells.next()
        membership = cells.next()
    }
}

/// A row of `customer_features`.
package struct CustomerFeatures: Equatable, Sendable {
    package let customerID: String
    /// In the order of ``Axis/allFeatures``; `nil` where not observed.
    package let values: [Double?]

    /// The value of a feature by its name.
    package subscript(feature: String) -> Double? {
        Axis.allFeatures.firstIndex(of: feature).flatMap { values[$0] }
    }
}

extension CustomerFeatures {
    init(_ row: Row) {
        var cells = RowCells(row)
        customerID = cells.next()
        values = Axis.allFeatures.map { _ in cells.next() }
    }
}
