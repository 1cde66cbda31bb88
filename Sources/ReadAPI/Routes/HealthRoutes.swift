internal import Domain
internal import Store

/// Whether the process lives, whether it can answer, and what it did; no key is needed.
struct HealthRoutes: Sendable {
    let runs: PublishedRuns
    let metrics: ServerMetrics
    let clock: @Sendable () -> Instant
    let servesMetrics: Bool

    var routes: [Route] {
        [
            Route(
                method: .get, path: "/health/live", summary: "Whether the process answers.", access: .open,
                handler: .live { _ in Answer(["status": "live"]) }),
            Route(
                method: .get, path: "/health/ready",
                summary: "Whether something is published and can be read; 503 otherwise.", access: .open,
                handler: .live { _ in try runs.current().answer(["status": "ready"]) }),
        ] + (servesMetrics ? [metricsRoute] : [])
    }

    private var metricsRoute: Route {
        Route(
            method: .get, path: "/metrics", summary: "Counts, in the text format of Prometheus.", access: .open,
            handler: .live(page))
    }

    @Sendable private func page(_ call: Call) throws -> Answer {
        let page = metrics.page(ageSeconds: publishedAge())
        return Answer(bytes: Array(page.utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// The rest of the page is worth having while the store is away.
    private func publishedAge() -> Double? {
        do throws(StoreError) {
            return try runs.store.current().flatMap { (id) throws(StoreError) in try runs.store.run(id) }?.age(
                at: clock())
        } catch {
            metrics.recordStoreError(code: error.code.rawValue)
            return nil
        }
    }
}
