internal import Domain

/// `customer_features`: what the axes are computed from.
package struct CustomerFeaturesTable: Sendable {
    package let customerID = Column<String>("customer_id", "The customer's id in the source.")
    /// In the order of ``Axis/allFeatures``.
    package let features = Axis.allFeatures.map { name in
        guard let feature = FeatureMeaning.all[name] else { preconditionFailure("feature \(name) has no meaning") }
        return Column<Double?>(name, feature.unit, feature.meaning, null: feature.null)
    }

    package static let table = TypedTable(
        "customer_features", CustomerFeaturesTable(),
        rows:
            "One row a customer, by `customer_id`. Every feature is as of `as_of` and NULL where it cannot be observed: never 0 for unknown. Besides what a column says, a feature is NULL where the customer is unobserved on its axis, or the source lacks what it needs.",
        stages: [.features], key: { [$0.customerID] })
}

/// What the axes of a customer are computed from.
package typealias CustomerFeatures = TableRow<CustomerFeaturesTable>

extension CustomerFeatures {
    /// In the order of the features; `nil` where not observed.
    package var values: [Double?] { table.column.features.map { self[$0] } }

    /// The value of a feature by its name.
    package subscript(feature: String) -> Double? {
        table.column.features.first { $0.name == feature }.flatMap { self[$0] }
    }
}
