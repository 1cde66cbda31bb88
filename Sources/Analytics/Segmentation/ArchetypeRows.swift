internal import Domain
package import Tables

extension Archetypes {
    /// The table `archetypes`.
    ///
    /// Means are over the customers of whom the models say something; NULL where they say nothing of anybody.
    package func table(_ values: CustomerValues) -> Table {
        let (customers, revenue) = totals
        return Table(ArchetypesTable.table) { t in
            t.level = list.map { Int64($0.level) }
            t.id = TextColumn(list.map(\.id))
            t.parentID = TextColumn(list.map(\.parent))
            t.name = TextColumn(list.map(\.name))
            t.segments = TextColumn(list.map(\.segmentsText))
            t.customers = list.map { Int64($0.customers) }
            t.share = list.map { customers > 0 ? Double($0.customers) / Double(customers) : 0 }
            t.revenue = list.map { Money.units($0.revenue) }
            t.revenueShare = list.map { revenue > 0 ? Double($0.revenue) / Double(revenue) : .nan }
            t.meanLTV12m = means(values.lifetimeValue)
            t.meanChurnRisk = means(values.churnRisk)
        }
    }

    /// The mean of a figure of customers by archetype, in the order of ``list``; NaN where it is known of nobody.
    package func means(_ figures: [Double]) -> [Double] {
        var (sums, counts) = ([Double](repeating: 0, count: list.count), [Int](repeating: 0, count: list.count))
        for level in [first, second] {
            for (customer, figure) in figures.enumerated() where !figure.isNaN && level[customer] >= 0 {
                sums[Int(level[customer])] += figure
                counts[Int(level[customer])] += 1
            }
        }
        return zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : .nan }
    }

    /// All customers, and what they brought in 1/10000 of the currency unit.
    package var totals: (customers: Int, revenue: Int64) {
        let top = list.filter { $0.level == 1 }
        return (top.reduce(0) { $0 + $1.customers }, top.reduce(0) { $0.addingClamped($1.revenue) })
    }
}

extension Archetype {
    /// `{axis: segment name}` as JSON, keys sorted.
    var segmentsText: String {
        var json = JSONText()
        json.beginObject()
        for membership in segments.sorted(by: { $0.axis.rawValue < $1.axis.rawValue }) {
            json.key(membership.axis.rawValue)
            json.value(membership.name)
        }
        json.endObject()
        return json.string
    }
}
