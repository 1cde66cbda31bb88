package import Analytics
package import Domain

/// The report `archetypes`: combinations of segments that many customers share.
package struct ArchetypeReport: Report, Equatable {
    package static let name = ReportName.archetypes

    /// The customers that a level 2 combination needed.
    package let leastSupport: Int
    package let dropOrder: [Axis]
    package let levels: [Level]

    enum CodingKeys: String, CodingKey {
        case levels
        case leastSupport = "least_support"
        case dropOrder = "drop_order"
    }

    package static let meanings = [
        "least_support": "Customers that a combination of level 2 needs.",
        "drop_order": "Axes that level 2 may do without, the first to go first.",
        "levels": "Level 1 joins three axes, level 2 more.",
    ]

    package struct Level: Codable, Equatable, Sendable, Documented {
        package let level: Int
        package let archetypes: [Entry]

        package static let meanings = [
            "level": "1 or 2.",
            "archetypes": "The archetypes of the level, the most customers first.",
        ]
    }

    package struct Entry: Codable, Equatable, Sendable, Documented {
        package let id: String
        package let name: String
        @OrNull package var parentID: String?
        package let segments: [Axis: String]
        package let customers: Int
        package let share: Double
        @OrNull package var meanLTV12m: Double?
        @OrNull package var meanChurnRisk: Double?
        package let revenue: Double
        @OrNull package var revenueShare: Double?

        enum CodingKeys: String, CodingKey {
            case id, name, segments, customers, share, revenue
            case parentID = "parent_id"
            case meanLTV12m = "mean_ltv_12m"
            case meanChurnRisk = "mean_churn_risk"
            case revenueShare = "revenue_share"
        }

        package static let meanings = [
            "id": "Id made from the segments' ids: the same combination has the same id in every run.",
            "name": "Names of the segments, joined.",
            "parent_id": "Id of the level 1 archetype that it refines; null at level 1.",
            "segments": "Name of the segment by axis.",
            "customers": "Customers of the archetype.",
            "share": "`customers` / all customers with an archetype, 0 to 1.",
            "mean_ltv_12m": "Mean expected net value of the next 12 months, in the currency; null without a forecast.",
            "mean_churn_risk": "Mean churn probability of its customers; null without a churn model.",
            "revenue": "Net revenue of its customers, in the currency.",
            "revenue_share": "`revenue` / net revenue of all customers; null where that is not positive.",
        ]
    }

    package init(_ archetypes: Archetypes, _ values: CustomerValues, dropOrder: [Axis]) {
        let (customers, revenue) = archetypes.totals
        let worth = archetypes.means(values.lifetimeValue)
        let risk = archetypes.means(values.churnRisk)
        leastSupport = archetypes.leastSupport
        self.dropOrder = dropOrder
        levels = [1, 2].map { level in
            Level(
                level: level,
                archetypes: archetypes.list.indices.filter { archetypes.list[$0].level == level }.map { place in
                    Entry(
                        archetypes.list[place], customers: customers, revenue: revenue, worth: worth[place],
                        risk: risk[place])
                })
        }
    }
}

extension ArchetypeReport.Entry {
    init(_ archetype: Archetype, customers: Int, revenue: Int64, worth: Double, risk: Double) {
        self.init(
            id: archetype.id, name: archetype.name, parentID: archetype.parent,
            segments: Dictionary(uniqueKeysWithValues: archetype.segments.map { ($0.axis, $0.name) }),
            customers: archetype.customers,
            share: customers > 0 ? Double(archetype.customers) / Double(customers) : 0,
            meanLTV12m: worth.isNaN ? nil : worth, meanChurnRisk: risk.isNaN ? nil : risk,
            revenue: Money.units(archetype.revenue),
            revenueShare: revenue > 0 ? Double(archetype.revenue) / Double(revenue) : nil)
    }
}

extension ArchetypeReport {
    package func text(_ style: TextStyle) -> String {
        let rows = levels.flatMap { level in level.archetypes.map { (level: level.level, entry: $0) } }
        return FigureTable(
            rows,
            [
                .count("level") { $0.level }, .count("customers") { $0.entry.customers },
                .share("share") { $0.entry.share }, .share("revenue_share") { $0.entry.revenueShare },
                .text("name") { $0.entry.name }, .text("id") { $0.entry.id },
            ]
        ).text
    }
}
