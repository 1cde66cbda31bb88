package import Domain

/// What the memberships of a history frame stand for: per axis, its segments in the order of their bytes in a row.
package struct HistoryLayout: Codable, Equatable, Sendable {
    package struct Segments: Codable, Equatable, Sendable {
        package let axis: Axis
        /// Stable segment ids or names, as the writer chose; at most 255.
        package let segments: [String]

        package init(axis: Axis, segments: [String]) {
            precondition(
                segments.count <= 255, "axis \(axis.rawValue) has \(segments.count) segments; 255 are the most")
            self.axis = axis
            self.segments = segments
        }
    }

    package let axes: [Segments]

    package init(_ axes: [Segments]) {
        self.axes = axes
    }

    /// Bytes of memberships a row.
    package var width: Int { axes.reduce(0) { $0 + $1.segments.count } }
}

/// What outlives a run's tables, for every customer: dominant segments, memberships, expected value and churn risk.
package struct HistoryFrame: Equatable, Sendable {
    /// The dominant segment of an axis that was not observed.
    package static let unobserved: UInt8 = 255

    package let layout: HistoryLayout
    /// In key order.
    package let customerIDs: TextColumn
    /// Customers × axes: the index of the dominant segment in its axis' list, or ``unobserved``.
    package let dominant: [UInt8]
    /// Customers × ``HistoryLayout/width``: memberships times 255, rounded; 0 throughout on an axis that was not observed.
    package let memberships: [UInt8]
    /// Expected net value of the twelve months that follow, in units of the reporting currency; NaN where there is none.
    package let ltv12m: [Double]
    /// 0...1; NaN where there is none.
    package let churnRisk: [Double]

    /// - Precondition: the lengths fit each other.
    package init(
        layout: HistoryLayout, customerIDs: TextColumn, dominant: [UInt8], memberships: [UInt8],
        ltv12m: [Double], churnRisk: [Double]
    ) {
        let count = customerIDs.count
        precondition(dominant.count == count * layout.axes.count, "dominant segments of \(dominant.count) cells")
        precondition(memberships.count == count * layout.width, "memberships of \(memberships.count) bytes")
        precondition(ltv12m.count == count && churnRisk.count == count, "values of another length than \(count)")
        self.layout = layout
        self.customerIDs = customerIDs
        self.dominant = dominant
        self.memberships = memberships
        self.ltv12m = ltv12m
        self.churnRisk = churnRisk
    }
}

/// One customer in one history frame.
package struct HistoryEntry: Equatable, Sendable {
    package struct Standing: Equatable, Sendable {
        package let axis: Axis
        /// The dominant segment; `nil` where the axis was not observed.
        package let segment: String?
        /// By segment, 0...1, in steps of 1/255.
        package let memberships: [String: Double]
    }

    package let run: RunID
    package let asOf: Instant
    /// In the order of the axes.
    package let standings: [Standing]
    package let ltv12m: Double?
    package let churnRisk: Double?
}
