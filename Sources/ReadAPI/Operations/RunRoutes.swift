internal import Domain
internal import Store

/// What the ledger knows of runs, published or not; and of itself.
struct RunRoutes: Sendable {
    let store: RunStore
    let clock: @Sendable () -> Instant

    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/runs", summary: "The runs of the pipeline, the latest first.",
                query: [.limit],
                answer: Shape.marked(["runs": .list(.runRecord)]), handler: .live(list)),
            Route(
                method: .get, path: "/api/runs/{id}", summary: "One run: what became of it, and its totals.",
                answer: .runRecord, errors: [.runNotFound], handler: .live(run)),
            Route(
                method: .get, path: "/api/admin/store", summary: "What the store holds.", access: .key(.admin),
                answer: Shape.marked([
                    "engine": .text, "tenant": .text, "pipeline": .text, "published_at": .nullable(.instant),
                    "age_seconds": .nullable(.number), "runs": .map(.integer), "runs_kept": .integer,
                ]),
                handler: .live(storeStatus)),
        ]
    }

    @Sendable private func list(_ call: Call) throws -> Answer {
        let runs = try store.runs(limit: call.limit ?? 50)
        return Answer(try marked(["runs": .array(runs.map(JSON.init))]))
    }

    /// 404 where no run has this id.
    @Sendable private func run(_ call: Call) throws -> Answer {
        guard let id = try? RunID(call["id"]), let record = try store.run(id) else {
            throw APIError.unknownRun
        }
        return Answer(JSON(record))
    }

    @Sendable private func storeStatus(_ call: Call) throws -> Answer {
        let runs = try store.runs()
        let states = Dictionary(grouping: runs, by: \.state).map { state, runs in
            JSON.Member(key: state.rawValue, value: JSON(runs.count))
        }
        let current = runs.first(where: \.isCurrent)
        return Answer(
            try marked([
                "engine": .text(store.engineName), "tenant": .text(store.tenant), "pipeline": .text(store.pipeline),
                "published_at": JSON(current?.finished), "age_seconds": JSON(current?.age(at: clock())),
                "runs": .object(states), "runs_kept": JSON(runs.count(where: \.hasFiles)),
            ]))
    }

    /// The document with the run that is served at the moment; `null` where none is.
    private func marked(_ json: JSON) throws -> JSON {
        let current = try store.current().flatMap { try store.run($0) }
        return json.merging(["run_id": JSON(current?.id.text), "as_of": JSON(current?.asOf)])
    }
}

extension RunRecord {
    /// Seconds since the run ended; `nil` where it has not.
    func age(at now: Instant) -> Double? {
        finished.map { Double(now.microseconds - $0.microseconds) / Double(Instant.microsecondsPerSecond) }
    }
}

extension Shape {
    fileprivate static let runRecord: Shape = [
        "run_id": .text, "as_of": .nullable(.instant), "state": .text, "started_at": .instant,
        "finished_at": .nullable(.instant), "reason": .nullable(.text), "totals": .document, "is_current": .flag,
        "is_kept": .flag, "code_version": .text,
    ]

    /// With the run that is served, where there is one.
    fileprivate static func marked(_ shape: Shape) -> Shape {
        shape.merging(["run_id": .nullable(.text), "as_of": .nullable(.instant)])
    }
}

extension JSON {
    fileprivate init(_ run: RunRecord) {
        self = [
            "run_id": .text(run.id.text), "as_of": JSON(run.asOf), "state": .text(run.state.rawValue),
            "started_at": JSON(run.started), "finished_at": JSON(run.finished), "reason": JSON(run.reason),
            "totals": JSON(document: run.totals), "is_current": .bool(run.isCurrent),
            "is_kept": .bool(run.hasFiles), "code_version": .text(run.codeVersion),
        ]
    }
}
