internal import Analytics
internal import Domain
internal import Store
internal import Tables

extension HistoryFrame {
    /// What is kept of tonight when its tables are gone.
    init(
        _ segmentation: Segmentation, _ features: FeatureMatrix, _ forecasts: LifetimeForecasts?, _ churn: ChurnScores?,
        ids: StringTable
    ) {
        let (model, scores) = (segmentation.model, segmentation.scores)
        let layout = HistoryLayout(
            model.axes.map { .init(axis: $0.axis, segments: $0.segments.map(\.id)) })
        let (count, axes) = (features.rowCount, model.axes.count)
        var dominant = [UInt8](repeating: HistoryFrame.unobserved, count: count * axes)
        var memberships = [UInt8](repeating: 0, count: count * layout.width)
        let unknown = [Double](repeating: .nan, count: count)
        var column = 0
        for (index, axis) in model.axes.enumerated() {
            let standing = scores[axis.axis]
            for range in Partitions.ranges(of: count) {
                let shares = axis.memberships(features, customers: range)
                for customer in range where standing.segment[customer] >= 0 {
                    dominant[customer * axes + index] = UInt8(standing.segment[customer])
                    for segment in 0..<axis.k {
                        let share = shares[(customer - range.lowerBound) * axis.k + segment]
                        memberships[customer * layout.width + column + segment] = UInt8((share * 255).rounded())
                    }
                }
            }
            column += axis.k
        }
        self.init(
            layout: layout, customerIDs: TextColumn(ids), dominant: dominant,
            memberships: memberships,
            ltv12m: forecasts.map { forecasts in (0..<count).map { forecasts.value(of: $0, month: 12) } } ?? unknown,
            churnRisk: churn?.probability ?? unknown)
    }
}

extension TextColumn {
    fileprivate init(_ table: StringTable) {
        self.init()
        for index in 0..<table.count { table.withBytes(index) { append($0) } }
    }
}
