internal import Domain
internal import Store

/// Whether the process lives, whether it can answer, and what it did; no key is needed.
struct HealthRoutes: Sendable {
    let runs: PublishedRuns
    let freshness: FreshnessWatch
    let metrics: ServerMetrics
    let servesMetrics: Bool

    var routes: [Route] {
        [
            Route(
                method: .get, path: "/health/live", summary: "Whether the process answers.", access: .open,
                cost: .health, answer: ["status": .choice(["live"])],
                handler: .immediate(Answer(["status": "live"]))),
            Route(
                method: .get, path: "/health", summary: "The same.", access: .open, cost: .health,
                answer: ["status": .choice(["live"])], handler: .immediate(Answer(["status": "live"]))),
            Route(
                method: .get, path: "/health/ready",
                summary: "Whether something is published and can be read, and how old it is; 503 otherwise.",
                access: .open, cost: .health,
                answer: Self.readiness.merging(.ofRun), errors: [.serviceUnavailable], handler: .live(ready)),
        ] + (servesMetrics ? [metricsRoute] : [])
    }

    private static let readiness: Shape = [
        "status": .choice(["ready"]), "freshness": .choice(Freshness.allCases.map(\.rawValue)),
        "published_at": .nullable(.instant), "age_seconds": .nullable(.number),
    ]

    @Sendable private func ready(_ call: Call) throws -> Answer {
        let run = try runs.current()
        return run.answer([
            "status": "ready", "freshness": .text(try freshness.freshness(of: run).rawValue),
            "published_at": JSON(run.snapshot.run.finished), "age_seconds": JSON(freshness.age(of: run)),
        ])
    }

    private var metricsRoute: Route {
        Route(
            method: .get, path: "/metrics", summary: "Counts, in the text format of Prometheus.", access: .open,
            cost: .health, answer: .none, types: ["text/plain"], handler: .live(page))
    }

    @Sendable private func page(_ call: Call) throws -> Answer {
        let page = metrics.page(of: ledger())
        return Answer(bytes: Array(page.utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// What the ledger tells; the rest of the page is worth having while the store is away.
    private func ledger() -> ServerMetrics.Ledger? {
        do throws(StoreError) {
            let outcomes = Dictionary(grouping: try runs.store.runs(), by: \.state.rawValue).mapValues(\.count)
            let age = try runs.store.current() == nil ? nil : freshness.age(of: runs.current())
            return ServerMetrics.Ledger(ageSeconds: age, outcomes: outcomes)
        } catch {
            metrics.recordStoreError(code: error.code.rawValue)
            return nil
        }
    }
}
