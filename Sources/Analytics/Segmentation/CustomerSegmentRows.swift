package import Domain
package import Tables

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
        Table(CustomerSegmentsTable.table) { t in
            t.customerID = TextColumn(customers.lazy.map { ids[$0] })
            for (index, column) in t.axes.enumerated() {
                let (score, names) = (scores.axes[index], axes[index].segments.map(\.name))
                t[column.segment] = TextColumn(
                    score.segment[customers].lazy.map { $0 < 0 ? Axis.unobserved : names[Int($0)] })
                t[column.membership] = Array(score.membership[customers])
                t[column.evidence] = Array(features.evidence[index][customers])
            }
            let documents = SegmentDocuments(self, features: features, customers: customers)
            (t.memberships, t.reasons) = (documents.memberships(), documents.reasons())
        }
    }
}
