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
    /// - Returns: the table, a row a customer of the range.
    package func customerSegments(
        ids: StringTable, features: FeatureMatrix, scores: SegmentScores, customers: Range<Int>
    ) -> Table {
        var columns: [Column.Values] = [.text(texts(customers) { ids[$0] })]
        for (index, model) in axes.enumerated() {
            let score = scores.axes[index]
            let names = model.segments.map(\.name)
            columns.append(
                .text(
                    texts(customers) { customer in
                        let segment = Int(score.segment[customer])
                        return segment < 0 ? Axis.unobserved : names[segment]
                    }))
            columns.append(.real(Array(score.membership[customers])))
            columns.append(.real(Array(features.evidence[index][customers])))
        }
        let documents = SegmentDocuments(self, features: features, customers: customers)
        columns.append(.text(documents.memberships()))
        columns.append(.text(documents.reasons()))
        return Table(.customerSegments, values: columns)
    }

    private func texts(_ customers: Range<Int>, _ text: (Int) -> String) -> TextColumn {
        var column = TextColumn()
        for customer in customers { column.append(text(customer)) }
        return column
    }
}
