package import Domain

/// `customer_segments`: a customer on every axis.
package struct CustomerSegmentsTable: Sendable {
    /// The columns of one axis.
    package struct AxisColumns: Sendable {
        package let segment: Column<String>
        package let membership: Column<Double?>
        package let evidence: Column<Double>

        fileprivate init(_ axis: Axis) {
            let name = axis.rawValue
            segment = Column(
                name, "The segment of the axis `\(name)` with the largest membership, or `unobserved`.")
            membership = Column(
                "\(name)_membership", .share,
                "The membership of that segment (fuzzy c-means: all of an axis add up to 1).",
                null: "where the axis is unobserved")
            evidence = Column(
                "\(name)_evidence", .share,
                "How much was seen of the customer on the axis: 1 - exp(-count / c), with the axis' count (orders, lines, tickets or days) and c. 0 where it is unobserved."
            )
        }
    }

    package let customerID = Column<String>("customer_id", "The customer's id in the source.")
    /// In the order of ``Axis/allCases``.
    package let axes = Axis.allCases.map(AxisColumns.init)
    package let memberships = Column<JSONDocument>(
        "memberships", .share, "`{axis: {segment: membership}}` over the observed axes, rounded to ten decimals.")
    package let reasons = Column<JSONDocument>(
        "reasons", "standard deviations",
        "`{axis: [[feature, standard score], ...]}` over the observed axes: the features that set the customer apart from the shop's mean, the strongest first."
    )

    package func columns(of axis: Axis) -> AxisColumns {
        guard let place = Axis.allCases.firstIndex(of: axis) else { preconditionFailure("\(axis) is no axis") }
        return axes[place]
    }

    package static let table = TypedTable(
        "customer_segments", CustomerSegmentsTable(), rows: "One row a customer, by the bytes of `customer_id`.",
        stages: [.segments], key: { [$0.customerID] }, indexes: { t in t.axes.map { [$0.segment, t.customerID] } })
}

/// A customer on every axis.
package typealias CustomerSegments = TableRow<CustomerSegmentsTable>

extension CustomerSegments {
    /// A customer on one axis.
    package struct AxisMembership: Equatable, Sendable {
        package let axis: Axis
        /// The dominant segment, or ``Axis/unobserved``.
        package let segment: String
        /// 0...1; `nil` where the axis was not observed.
        package let membership: Double?
        /// 0...1.
        package let evidence: Double
    }

    /// In the order of the axes.
    package var axes: [AxisMembership] {
        zip(Axis.allCases, table.column.axes).map { axis, columns in
            AxisMembership(
                axis: axis, segment: self[columns.segment], membership: self[columns.membership],
                evidence: self[columns.evidence])
        }
    }
}
