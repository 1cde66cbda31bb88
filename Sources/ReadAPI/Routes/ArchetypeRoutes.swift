internal import Store
internal import Tables

/// The combinations of segments that customers fall into.
struct ArchetypeRoutes: Sendable {
    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/archetypes", summary: "Archetypes, by level and size.",
                query: [.optional("level", .integer(1...2), "One level alone.")], answer: .archetypeRow,
                handler: .list("archetypes", list)),
            Route(
                method: .get, path: "/api/archetypes/{id}", summary: "One archetype.", answer: .archetypeRow,
                errors: [.archetypeNotFound], handler: .published(one)),
        ]
    }

    /// A place in the list is a number of rows, since no run changes.
    @Sendable private func list(_ call: Call, run: PublishedRun, stretch: Stretch) throws -> Page {
        let level = call.query.integer("level")
        let rows = try run.snapshot.readBlocking { try $0.archetypes() }.filter { level == nil || $0.level == level }
        let start = min(rows.count, try stretch.rank())
        let end = min(rows.count, start + stretch.limit)
        return Page(rows[start..<end].map(JSON.init), next: end < rows.count ? String(end) : nil)
    }

    /// 404 where the run has no such archetype.
    @Sendable private func one(_ call: Call, run: PublishedRun) throws -> Answer {
        guard let archetype = try run.snapshot.readBlocking({ try $0.archetype(call["id"]) }) else {
            throw APIError(.archetypeNotFound, "the published run has no such archetype")
        }
        return run.answer(JSON(archetype))
    }
}

extension Shape {
    fileprivate static let archetypeRow: Shape = [
        "id": .text, "level": .integer, "parent_id": .nullable(.text), "name": .text, "segments": .map(.text),
        "customers": .integer, "share": .number, "revenue": .money, "revenue_share": .nullable(.number),
        "mean_ltv_12m": .nullable(.money), "mean_churn_risk": .nullable(.number),
    ]
}

extension JSON {
    fileprivate init(_ archetype: ArchetypeRow) {
        self = [
            "id": .text(archetype.id), "level": JSON(archetype.level), "parent_id": JSON(archetype.parentID),
            "name": .text(archetype.name), "segments": .document(archetype.segments.text),
            "customers": JSON(archetype.customers), "share": .number(archetype.share),
            "revenue": .money(archetype.revenue), "revenue_share": JSON(archetype.revenueShare),
            "mean_ltv_12m": JSON(money: archetype.meanLTV12m), "mean_churn_risk": JSON(archetype.meanChurnRisk),
        ]
    }
}
