package import Domain

extension SegmentModel {
    /// Rows of `customer_segments` for a range of customers, so that the table can be written in parts.
    ///
    /// A customer's row does not depend on the range.
    ///
    /// - Parameters:
    ///   - ids: of all customers.
    ///   - features: as of tonight, the same that `scores` came from.
    ///   - scores: everyone under this model.
    ///   - customers: the range.
    /// - Returns: the columns ``SegmentTables/customerSegments``.
    package func customerSegments(
        ids: StringTable, features: FeatureMatrix, scores: SegmentScores, customers: Range<Int>
    ) -> Table {
        var columns = [Column(SegmentTables.customerSegments[0].name, .text(texts(customers) { ids[$0] }))]
        for (index, model) in axes.enumerated() {
            let (axis, score) = (model.axis.rawValue, scores.axes[index])
            let names = model.segments.map(\.name)
            columns.append(
                Column(
                    axis,
                    .text(
                        texts(customers) { customer in
                            let segment = Int(score.segment[customer])
                            return segment < 0 ? Axis.unobserved : names[segment]
                        })))
            columns.append(Column(axis + "_membership", Array(score.membership[customers])))
            columns.append(Column(axis + "_evidence", Array(features.evidence[index][customers])))
        }
        let documents = SegmentDocuments(self, features: features, customers: customers)
        columns.append(Column("memberships", .text(documents.memberships())))
        columns.append(Column("reasons", .text(documents.reasons())))
        return Table(.customerSegments, columns)
    }

    private func texts(_ customers: Range<Int>, _ text: (Int) -> String) -> TextColumn {
        var column = TextColumn()
        for customer in customers { column.append(text(customer)) }
        return column
    }
}
