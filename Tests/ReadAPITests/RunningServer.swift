import Logging
import ReadAPI
import Synchronization

/// Serves `shop` on a free port while `body` runs.
func withServer(
    _ shop: PublishedShop, tenant: String = PublishedShop.tenant, metrics: Bool = true,
    logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
    configure: (inout ReadAPI.Configuration) -> Void = { _ in },
    _ body: @Sendable (HTTPClient) async throws -> Void
) async throws {
    var configuration = ReadAPI.Configuration(shop)
    configuration.tenant = tenant
    configuration.servesMetrics = metrics
    configuration.stopsOnSignals = false
    // All requests come from one address, and many of them carry wrong keys on purpose.
    configuration.wrongKeyLimit = 0
    // The runs of the tests are dated by their figures.
    configuration.staleAfter = .infinity
    configure(&configuration)
    let api = ReadAPI(configuration, logger: logger)
    let (ports, ready) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { ready.finish() }
            try await api.run { ready.yield($0) }
        }
        for await port in ports {
            try await body(HTTPClient(port: port, key: try shop.key()))
            break
        }
        group.cancelAll()
        // What cancelling ends is no failure; what the server died of before is told by the missing port.
        while let result = await group.nextResult() {
            if case .failure(let error) = result, !(error is CancellationError) { throw error }
        }
    }
}

extension ReadAPI.Configuration {
    init(_ shop: PublishedShop) {
        self.init(pipeline: PublishedShop.pipeline, reportsFolder: shop.reports)
        port = 0
        store = shop.address
        runs = .command(["/bin/true"])
    }
}

/// Keeps what is logged, as text.
struct KeptLog: LogHandler {
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func append(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    let lines: Lines
    var logLevel = Logger.Level.trace
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.append("\(event.message) \(metadata) \(event.metadata ?? [:])")
    }
}
