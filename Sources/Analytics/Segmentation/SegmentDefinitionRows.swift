internal import Domain
internal import Foundation
package import Tables

extension SegmentModel {
    /// The table `segment_definitions`.
    package func segmentDefinitions(_ totals: SegmentTotals) -> Table {
        var rows = DefinitionRows()
        for (model, total) in zip(axes, totals.axes) {
            let quality = jsonText(model.quality)
            for (position, segment) in model.segments.enumerated() {
                rows.axes.append(model.axis.rawValue)
                rows.segments.append(segment)
                rows.positions.append(Int64(position + 1))
                rows.centroids.append(jsonText(model.centroid(position)))
                rows.cutPoints.append(jsonText(model.cutPoints(position)))
                rows.customers.append(Int64(total.customers[position]))
                rows.shares.append(total.share(position))
                rows.revenue.append(Money.units(total.revenue[position]))
                rows.revenueShares.append(total.revenueShare(position) ?? .nan)
                rows.quality.append(quality)
            }
        }
        return rows.table(version: version)
    }
}

private struct DefinitionRows {
    var axes: [String] = []
    var segments: [Segment] = []
    var positions: [Int64] = []
    var centroids: [String] = []
    var cutPoints: [String] = []
    var customers: [Int64] = []
    var shares: [Double] = []
    var revenue: [Double] = []
    var revenueShares: [Double] = []
    var quality: [String] = []

    func table(version: Int) -> Table {
        Table(SegmentDefinitionsTable.table) { t in
            t.axis = TextColumn(axes)
            t.segmentID = TextColumn(segments.map(\.id))
            t.name = TextColumn(segments.map(\.name))
            t.position = positions
            (t.centroid, t.cutPoints) = (TextColumn(centroids), TextColumn(cutPoints))
            (t.customers, t.share, t.revenue, t.revenueShare) = (customers, shares, revenue, revenueShares)
            t.quality = TextColumn(quality)
            t.description = TextColumn(segments.map(\.description))
            t.modelVersion = segments.map { _ in Int64(version) }
            t.since = TextColumn(segments.map(\.since.description))
        }
    }
}

/// Where a segment begins and ends on its axis' lead feature.
package struct CutPoints: Codable, Equatable, Sendable {
    package let feature: String
    @OrNull package var from: Double?
    @OrNull package var to: Double?
}

extension AxisModel {
    /// The centroid of a segment in own units, by feature.
    package func centroid(_ position: Int) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: zip(features.map(\.feature), segments[position].values))
    }

    /// The cut points of a segment; on an axis without coordinates those of its lead feature, open at both ends.
    package func cutPoints(_ position: Int) -> CutPoints {
        CutPoints(
            feature: features.first?.feature ?? axis.leadFeature, from: segments[position].from,
            to: segments[position].to)
    }
}

/// A value as JSON with sorted keys.
private func jsonText(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
        preconditionFailure("a value of \(type(of: value)) holds a number that is not finite")
    }
    return String(decoding: data, as: UTF8.self)
}
