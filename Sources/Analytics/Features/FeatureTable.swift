package import Domain

extension FeatureMatrix {
    /// Rows of `customer_features` for a range of customers: the id, then every feature, NULL where not observed.
    package func table(ids: StringTable, customers: Range<Int>) -> Table {
        var names = TextColumn()
        for customer in customers { ids.withBytes(customer) { names.append($0) } }
        let features = zip(Axis.allFeatures, columns).map { name, column in Column(name, Array(column[customers])) }
        return Table(.customerFeatures, [Column("customer_id", .text(names))] + features)
    }
}
