import Domain
import Store

/// History of two customers on two axes, with the figure as lifetime value.
enum SmallHistory {
    static let layout = HistoryLayout([
        .init(axis: .purchaseFrequency, segments: ["rare", "often"]),
        .init(axis: .purchaseValue, segments: ["low", "mid", "high"]),
    ])

    static func frame(_ figure: Int) -> HistoryFrame {
        HistoryFrame(
            layout: layout, customerIDs: TextColumn(["c000001", "c000002"]),
            dominant: [1, 2, 0, HistoryFrame.unobserved],
            memberships: [51, 204, 0, 0, 255, 255, 0, 0, 0, 0],
            ltv12m: [Double(figure), .nan], churnRisk: [0.25, .nan])
    }
}
