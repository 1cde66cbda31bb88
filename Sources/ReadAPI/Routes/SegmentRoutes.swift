internal import Domain
internal import Store
internal import Tables

/// The segments of every axis: what they are and how many customers they hold.
struct SegmentRoutes: Sendable {
    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/segments", summary: "The segments of all axes.",
                answer: ["axes": .list(.axis)], handler: .published(all)),
            Route(
                method: .get, path: "/api/segments/{axis}", summary: "The segments of one axis.", answer: .axis,
                errors: [.axisNotFound, .endpointNotFound], handler: .published(one)),
        ]
    }

    @Sendable private func all(_ call: Call, run: PublishedRun) throws -> Answer {
        let byAxis = Dictionary(grouping: try run.snapshot.readBlocking { try $0.segmentDefinitions() }, by: \.axis)
        let axes = Axis.allCases.map { JSON.axis($0, byAxis[$0.rawValue] ?? []) }
        return run.answer(["axes": .array(axes)])
    }

    /// 404 where there is no such axis; an axis on which nobody was observed has no segments.
    @Sendable private func one(_ call: Call, run: PublishedRun) throws -> Answer {
        // No axis but an endpoint to come: no run writes segment_transitions yet.
        guard call["axis"] != "transitions" else { throw APIError(.endpointNotFound, "there is no such endpoint") }
        guard let axis = Axis(rawValue: call["axis"]) else {
            throw APIError(.axisNotFound, "there is no such axis; /api/segments lists those there are")
        }
        return run.answer(.axis(axis, try run.snapshot.readBlocking { try $0.segmentDefinitions(axis) }))
    }
}

extension Shape {
    fileprivate static let axis: Shape = [
        "axis": .text, "quality": .nullable(.document).noted("how good the fit is"),
        "segments": .list([
            "id": .text, "name": .text, "order": .integer, "description": .text, "customers": .integer,
            "share": .number, "revenue": .money, "revenue_share": .nullable(.number),
            "centroid": .map(.nullable(.number)), "cut_points": .document, "model_version": .integer,
            "since": .instant,
        ]),
    ]
}

extension JSON {
    /// An axis with its segments in their order, the quality of the fit beside them.
    fileprivate static func axis(_ axis: Axis, _ segments: [SegmentDefinition]) -> JSON {
        [
            "axis": .text(axis.rawValue), "quality": JSON(document: segments.first?.quality.text),
            "segments": .array(segments.map(JSON.init)),
        ]
    }

    private init(_ segment: SegmentDefinition) {
        self = [
            "id": .text(segment.segmentID), "name": .text(segment.name), "order": JSON(segment.position),
            "description": .text(segment.description), "customers": JSON(segment.customers),
            "share": .number(segment.share), "revenue": .money(segment.revenue),
            "revenue_share": JSON(segment.revenueShare), "centroid": .document(segment.centroid.text),
            "cut_points": .document(segment.cutPoints.text), "model_version": JSON(segment.modelVersion),
            "since": .text(segment.since),
        ]
    }
}
