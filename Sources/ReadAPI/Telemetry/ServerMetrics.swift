internal import Synchronization

/// Counts of what the server did, in the text format of Prometheus.
///
/// Source: Prometheus, "Exposition formats", version 0.0.4.
final class ServerMetrics: Sendable {
    /// Upper ends of the latency buckets, in seconds.
    static let bounds = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

    /// One row of the histogram: how long the requests for a route took.
    private struct Latency {
        /// Requests by the first bound that they kept to; one more for those beyond all.
        var counts = [Int](repeating: 0, count: ServerMetrics.bounds.count + 1)
        var seconds = 0.0
    }

    /// What answers are counted by.
    private struct Kind: Hashable {
        let route: String
        let status: Int
    }

    private struct State {
        var requests: [Kind: Int] = [:]
        /// By route.
        var latencies: [String: Latency] = [:]
        var storeErrors: [String: Int] = [:]
        var streams = 0
    }

    private let state = Mutex(State())

    /// Counts a request under the name of its route, never under the path that was asked for: it may name a customer.
    func record(route: String, status: Int, seconds: Double) {
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.requests[Kind(route: route, status: status), default: 0] += 1
            state.latencies[route, default: Latency()].counts[bucket] += 1
            state.latencies[route, default: Latency()].seconds += seconds
        }
    }

    func recordStoreError(code: String) {
        state.withLock { $0.storeErrors[#"code="\#(code)""#, default: 0] += 1 }
    }

    /// What the ledger tells of the runs.
    struct Ledger {
        /// Seconds since the served run was published; `nil` where none is.
        let ageSeconds: Double?
        /// Runs by what became of them.
        let outcomes: [String: Int]
    }

    /// The page that a scraper reads; `nil` for a ledger that cannot be read.
    func page(of ledger: Ledger?) -> String {
        state.withLock { state in
            var lines = Self.head("quimbi_http_requests_total", "counter", "Requests by route and status.")
            lines += state.requests.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }.map {
                #"quimbi_http_requests_total{route="\#($0.key.route)",status="\#($0.key.status)"} \#($0.value)"#
            }
            lines += Self.head("quimbi_http_request_seconds", "histogram", "Time to an answer, by route.")
            for (route, latency) in state.latencies.sorted(by: { $0.key < $1.key }) {
                lines += Self.lines(of: latency, #"route="\#(route)""#)
            }
            lines += Self.head("quimbi_store_errors_total", "counter", "Failed calls of the store, by code.")
            lines += state.storeErrors.sorted { $0.key < $1.key }.map {
                "quimbi_store_errors_total{\($0.key)} \($0.value)"
            }
            lines += Self.head("quimbi_event_streams", "gauge", "Open streams of events.")
            lines.append("quimbi_event_streams \(state.streams)")
            lines += ledger.map(Self.lines) ?? []
            return lines.joined(separator: "\n") + "\n"
        }
    }

    /// Counts streams of events that begin or, with -1, end.
    ///
    /// - Returns: `false` where there are `limit` of them already: then nothing is counted.
    func countStream(_ step: Int, limit: Int = .max) -> Bool {
        state.withLock { state in
            guard state.streams + step <= limit else { return false }
            state.streams += step
            return true
        }
    }

    private static func lines(of ledger: Ledger) -> [String] {
        var lines = head("quimbi_runs", "gauge", "Runs that the ledger knows, by what became of them.")
        lines += ledger.outcomes.sorted { $0.key < $1.key }.map { #"quimbi_runs{state="\#($0.key)"} \#($0.value)"# }
        guard let ageSeconds = ledger.ageSeconds else { return lines }
        lines += head("quimbi_published_run_age_seconds", "gauge", "Time since the served run was published.")
        return lines + ["quimbi_published_run_age_seconds \(ageSeconds)"]
    }

    private static func head(_ name: String, _ type: String, _ help: String) -> [String] {
        ["# HELP \(name) \(help)", "# TYPE \(name) \(type)"]
    }

    private static func lines(of latency: Latency, _ labels: String) -> [String] {
        let name = "quimbi_http_request_seconds"
        var lines: [String] = []
        var total = 0
        for (bound, count) in zip(bounds.map(\.description) + ["+Inf"], latency.counts) {
            total += count
            lines.append(#"\#(name)_bucket{\#(labels),le="\#(bound)"} \#(total)"#)
        }
        return lines + ["\(name)_sum{\(labels)} \(latency.seconds)", "\(name)_count{\(labels)} \(total)"]
    }
}
