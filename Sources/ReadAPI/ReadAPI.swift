internal import Domain
internal import Foundation
internal import Hummingbird
package import Logging
internal import ServiceLifecycle
internal import Store
internal import UnixSignals

/// The read API of one pipeline of one tenant: HTTP over what its runs published.
///
/// It computes nothing that a run should have computed, and every answer names the run it came from.
package struct ReadAPI: Sendable {
    package struct Configuration: Sendable {
        package var host = "127.0.0.1"
        /// 0 for any free port; see ``ReadAPI/run(onReady:)``.
        package var port = 8080
        /// The folder of all tenants' stores.
        package var storeRoot = "data"
        package var tenant = "default"
        package var pipeline: String
        /// The folder that holds a folder of reports for each run of the pipeline.
        package var reportsFolder: String
        /// Seconds for which a client may hold an answer without asking again.
        package var maxAge = 60
        /// Whether `GET /metrics` exists; it takes no key.
        package var servesMetrics = true
        /// Whether SIGTERM and SIGINT end ``ReadAPI/run(onReady:)``; without it, cancelling its task does.
        package var stopsOnSignals = true

        package init(pipeline: String, reportsFolder: String) {
            self.pipeline = pipeline
            self.reportsFolder = reportsFolder
        }
    }

    /// Seconds that requests under way have to end once a signal came, and connections to close after that.
    private static let grace = (drain: 6, close: 2)

    let configuration: Configuration
    let logger: Logger

    /// - Parameters:
    ///   - configuration: what is served, and where.
    ///   - logger: where requests are told of, without personal data; JSON lines on standard error by default.
    package init(
        _ configuration: Configuration,
        logger: Logger = Logger(label: "quimbi.serve", factory: { JSONLogHandler(label: $0) })
    ) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT comes, then ends the requests under way and returns within ten seconds.
    ///
    /// - Parameter onReady: called with the port once it is listened on.
    /// - Throws: ``StoreError`` where the store cannot be opened, or what keeps the port from being listened on.
    package func run(onReady: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
        let application = Application(
            responder: try responder(),
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "quimbi"),
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) },
            logger: logger)
        var services = ServiceGroupConfiguration(
            services: [application],
            gracefulShutdownSignals: configuration.stopsOnSignals ? [.sigterm, .sigint] : [], logger: logger)
        services.maximumGracefulShutdownDuration = .seconds(Self.grace.drain)
        services.maximumCancellationDuration = .seconds(Self.grace.close)
        try await ServiceGroup(configuration: services).run()
    }

    private func responder() throws(StoreError) -> Responder {
        let store = try RunStore(
            root: configuration.storeRoot, tenant: configuration.tenant, pipeline: configuration.pipeline)
        let keys = try KeyStore(root: configuration.storeRoot, tenant: configuration.tenant)
        let clock: @Sendable () -> Instant = { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
        let (runs, metrics) = (PublishedRuns(store: store), ServerMetrics())
        let health = HealthRoutes(
            runs: runs, metrics: metrics, clock: clock, servesMetrics: configuration.servesMetrics)
        return Responder(
            routes: RouteTable(
                health.routes + IntelligenceRoutes().routes + CustomerRoutes().routes + SegmentRoutes().routes
                    + ArchetypeRoutes().routes + CohortRoutes().routes + AffinityRoutes().routes
                    + ReportRoutes(files: ReportFiles(folder: configuration.reportsFolder)).routes
                    + SupportRoutes(files: ReportFiles(folder: configuration.reportsFolder)).routes
                    + RunRoutes(store: store, clock: clock).routes),
            gate: KeyGate(keys, clock: clock), runs: runs, metrics: metrics, logger: logger,
            maxAge: configuration.maxAge)
    }
}
