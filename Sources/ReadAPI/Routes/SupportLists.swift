internal import Domain
internal import Store
internal import Tables

/// Broken and endangered promises page by page, and volume by day, week or month.
extension SupportRoutes {
    var listRoutes: [Route] {
        [
            targets(
                "/api/sla/breaches", "Targets that are broken and not fulfilled, the longest first.", "breaches",
                "breached"),
            targets("/api/sla/at-risk", "Targets that will be broken soon, the soonest first.", "at_risk", "at_risk"),
            Route(
                method: .get, path: "/api/analytics/tickets/volume",
                summary: "Tickets created, resolved, reopened and open, by local day, ISO week or month.",
                query: [
                    .optional(
                        "granularity", .choice(Self.volumes.flatMap { [$0.granularity] + $0.aliases }),
                        "By day where left out.")
                ],
                answer: ["granularity": .text, "volume": .list(.document)], errors: [.reportNotFound],
                handler: .published(volume)),
        ]
    }

    private static let volumes: [(granularity: String, aliases: [String], member: String)] = [
        ("day", ["daily"], "volume"), ("week", ["weekly"], "volume_by_week"), ("month", ["monthly"], "volume_by_month"),
    ]

    @Sendable private func volume(_ call: Call, run: PublishedRun) throws -> Answer {
        let asked = call.query.text("granularity") ?? "day"
        let found = Self.volumes.first { $0.granularity == asked || $0.aliases.contains(asked) } ?? Self.volumes[0]
        let volume = try report("support", run).text(ofValueUnder: [found.member])
        return run.answer(["granularity": .text(found.granularity), "volume": .document(volume ?? "[]")])
    }

    private func targets(_ path: PathPattern, _ summary: String, _ member: String, _ status: String) -> Route {
        Route(
            method: .get, path: path, summary: summary,
            answer: .slaTarget,
            handler: .list(member) { _, run, stretch in
                let place = try stretch.place.map { try TargetPlace($0) }
                let rows = try run.snapshot.readBlocking {
                    try $0.targets(
                        status, after: place.map { ($0.remaining, $0.ticket, $0.target) }, limit: stretch.limit + 1)
                }
                return Page(rows, stretch, place: { TargetPlace($0).text }) { JSON($0) }
            })
    }
}

/// Where a row of `sla_status` stands among those of its status.
private struct TargetPlace {
    let remaining: Int
    let ticket, target: String

    init(_ row: TableRow<SLAStatusTable>) {
        (remaining, ticket, target) = (row.remainingSeconds, row.ticketID, row.target)
    }

    /// - Throws: 422 where the text is none of ours.
    init(_ text: String) throws {
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let remaining = Int(parts[0]) else { throw Cursor.foreign }
        (self.remaining, target, ticket) = (remaining, String(parts[1]), String(parts[2]))
    }

    var text: String { "\(remaining) \(target) \(ticket)" }
}
