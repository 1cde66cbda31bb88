package import Domain

extension Archetypes {
    /// The table `archetypes`.
    ///
    /// Means are over the customers of whom the models say something; NULL where they say nothing of anybody.
    package func table(_ values: CustomerValues) -> Table {
        let (customers, revenue) = totals
        let (worth, risk) = (means(values.lifetimeValue), means(values.churnRisk))
        return Table(
            .archetypes,
            values: [
                .integer(list.map { Int64($0.level) }), .texts(list.map(\.id)), .text(TextColumn(list.map(\.parent))),
                .texts(list.map(\.name)), .texts(list.map(\.segmentsText)),
                .integer(list.map { Int64($0.customers) }),
                .real(list.map { customers > 0 ? Double($0.customers) / Double(customers) : 0 }),
                .real(list.map { Money.units($0.revenue) }),
                .real(list.map { revenue > 0 ? Double($0.revenue) / Double(revenue) : .nan }),
                .real(worth), .real(risk),
            ])
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
