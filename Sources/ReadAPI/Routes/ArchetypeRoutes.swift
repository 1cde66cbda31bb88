internal import Store

/// The combinations of segments that customers fall into.
struct ArchetypeRoutes: Sendable {
    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/archetypes", summary: "Archetypes, by level and size.",
                query: [.optional("level", .integer(1...2), "One level alone."), .limit, .cursor],
                handler: .published(list)),
            Route(
                method: .get, path: "/api/archetypes/{id}", summary: "One archetype.", handler: .published(one)),
        ]
    }

    /// A place in the list is a number of rows, since no run changes.
    @Sendable private func list(_ call: Call, run: PublishedRun) throws -> Answer {
        let level = call.query.integer("level")
        let question = "archetypes \(level ?? 0)"
        let rows = try run.snapshot.readBlocking { try $0.archetypes() }.filter { level == nil || $0.level == level }
        var start = 0
        if let place = try call.place(in: question) {
            guard let number = Int(place), (0...rows.count).contains(number) else { throw Cursor.foreign }
            start = number
        }
        let end = min(rows.count, start + call.limit)
        return run.answer([
            "archetypes": .array(rows[start..<end].map(JSON.init)),
            "next_cursor": run.nextCursor(of: question, place: end < rows.count ? String(end) : nil),
        ])
    }

    /// 404 where the run has no such archetype.
    @Sendable private func one(_ call: Call, run: PublishedRun) throws -> Answer {
        guard let archetype = try run.snapshot.readBlocking({ try $0.archetype(call["id"]) }) else {
            throw APIError(.archetypeNotFound, "the published run has no such archetype")
        }
        return run.answer(JSON(archetype))
    }
}

extension JSON {
    fileprivate init(_ archetype: Archetype) {
        self = [
            "id": .text(archetype.id), "level": JSON(archetype.level), "parent_id": JSON(archetype.parentID),
            "name": .text(archetype.name), "segments": .document(archetype.segments.text),
            "customers": JSON(archetype.customers), "share": .number(archetype.share),
            "revenue": .money(archetype.revenue), "revenue_share": JSON(archetype.revenueShare),
            "mean_ltv_12m": JSON(money: archetype.meanLTV12m), "mean_churn_risk": JSON(archetype.meanChurnRisk),
        ]
    }
}
