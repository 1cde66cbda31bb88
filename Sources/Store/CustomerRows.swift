package import Domain
internal import GRDB

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
        customerID = row["customer_id"]
        archetypeL1ID = row["archetype_l1_id"]
        archetypeL1Name = row["archetype_l1_name"]
        archetypeL2ID = row["archetype_l2_id"]
        archetypeL2Name = row["archetype_l2_name"]
        dominantSegments = JSONColumn(row["dominant_segments"])
        membershipStrengths = JSONColumn(row["membership_strengths"])
        lifetimeValue = row["lifetime_value"]
        totalOrders = row["total_orders"]
        averageOrderValue = row["avg_order_value"]
        firstOrderAt = row["first_order_at"]
        lastOrderAt = row["last_order_at"]
        daysSinceLastPurchase = row["days_since_last_purchase"]
        customerTenureDays = row["customer_tenure_days"]
        totalTickets = row["total_tickets"]
        churnRiskScore = row["churn_risk_score"]
        churnRiskLevel = row["churn_risk_level"]
        pAlive = row["p_alive"]
        ltv12m = row["ltv_12m"]
        ltv12mLower = row["ltv_12m_lower"]
        ltv12mUpper = row["ltv_12m_upper"]
        nextOrderExpectedOn = row["next_order_expected_on"]
        communicationGuidance = JSONColumn(row["communication_guidance"])
        stage = row["stage"]
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
        customerID = row["customer_id"]
        // By position, three columns an axis: looking 42 columns up by their names costs more than reading the row.
        standings = Axis.allCases.enumerated().map { index, axis in
            let first = 1 + 3 * index
            return Standing(axis: axis, segment: row[first], membership: row[first + 1], evidence: row[first + 2])
        }
        memberships = JSONColumn(row["memberships"])
        reasons = JSONColumn(row["reasons"])
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
        axis = row["axis"]
        segment = row["segment"]
        membership = row["membership"]
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
        customerID = row["customer_id"]
        values = Axis.allFeatures.indices.map { row[1 + $0] }
    }
}
