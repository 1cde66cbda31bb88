package import Domain
package import Tables

extension FeatureMatrix {
    /// Rows of `customer_features` for a range of customers: the id, then every feature, NULL where not observed.
    package func table(ids: StringTable, customers: Range<Int>) -> Table {
        var names = TextColumn()
        for customer in customers { ids.withBytes(customer) { names.append($0) } }
        return Table(CustomerFeaturesTable.table) { t in
            t.customerID = names
            for (column, values) in zip(t.features, columns) { t[column] = Array(values[customers]) }
        }
    }
}
