package import Domain
internal import Kernels

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
        var documents = SegmentDocuments(self, features: features, customers: customers)
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

/// The JSON documents of a range of customers.
private struct SegmentDocuments {
    /// An axis with the range's observed customers on it.
    private struct Part {
        let model: AxisModel
        /// The row of each customer in the arrays below; -1 where not observed.
        var rows: [Int]
        let coordinates: Matrix
        let memberships: [Double]
        /// The segments in the order of their names' bytes.
        let byName: [Int]
    }

    /// In the order of the axes' names.
    private let parts: [Part]
    private let count: Int

    init(_ model: SegmentModel, features: FeatureMatrix, customers: Range<Int>) {
        count = customers.count
        parts = model.axes.sorted { $0.axis.rawValue < $1.axis.rawValue }.map { axis in
            let observed = axis.observedRows(features, customers: customers)
            var rows = [Int](repeating: -1, count: customers.count)
            for (row, customer) in observed.enumerated() { rows[customer - customers.lowerBound] = row }
            let coordinates = coordinates(axis.features, of: features, rows: observed)
            return Part(
                model: axis, rows: rows, coordinates: coordinates,
                memberships: AxisScorer(axis).memberships(coordinates),
                byName: axis.segments.indices.sorted { axis.segments[$0].name < axis.segments[$1].name })
        }
    }

    func memberships() -> TextColumn {
        column { customer, json in
            for part in parts where part.rows[customer] >= 0 {
                json.key(part.model.axis.rawValue)
                json.beginObject()
                let first = part.rows[customer] * part.model.k
                for segment in part.byName {
                    json.key(part.model.segments[segment].name)
                    json.value(part.memberships[first + segment], decimals: 10)
                }
                json.endObject()
            }
        }
    }

    mutating func reasons() -> TextColumn {
        var reasons = parts.map { SegmentReasons($0.model) }
        return column { customer, json in
            for (index, part) in parts.enumerated() where part.rows[customer] >= 0 {
                let (row, k) = (part.rows[customer], part.model.k)
                let dominance = Dominance(part.memberships[row * k..<(row + 1) * k])
                guard dominance.second >= 0 else { continue }
                json.key(part.model.axis.rawValue)
                json.beginArray()
                part.coordinates.withUnsafeRow(row) { x in
                    reasons[index].forEach(x, dominance) { feature, score in
                        json.beginArray()
                        json.value(part.model.features[feature].feature)
                        json.value(score, decimals: 2)
                        json.endArray()
                    }
                }
                json.endArray()
            }
        }
    }

    private func column(_ write: (Int, inout JSONText) -> Void) -> TextColumn {
        var column = TextColumn()
        var json = JSONText()
        for customer in 0..<count {
            json.removeAll()
            json.beginObject()
            write(customer, &json)
            json.endObject()
            json.bytes.withUnsafeBufferPointer { column.append($0) }
        }
        return column
    }
}
