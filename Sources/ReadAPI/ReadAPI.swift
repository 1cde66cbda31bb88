package import Domain
internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import ServiceLifecycle
package import Store
internal import Synchronization
internal import UnixSignals

/// The read API of one pipeline of one tenant: HTTP over what its runs published.
///
/// It computes nothing that a run should have computed, and every answer names the run it came from.
package struct ReadAPI: Sendable {
    package struct Configuration: Sendable {
        package var host = "127.0.0.1"
        /// 0 for any free port; see ``ReadAPI/run(onReady:)``.
        package var port = 8080
        /// Where the stores of all tenants are.
        package var store = StoreAddress.folder("data")
        package var tenant = "default"
        package var pipeline: String
        /// The folder that holds a folder of reports for each run of the pipeline.
        package var reportsFolder: String
        /// Seconds for which a client may hold an answer without asking again.
        package var maxAge = 60
        /// Seconds without a new run after which answers are marked as old; a night and half a day.
        package var staleAfter = 129_600.0
        /// Origins of web pages that may call from a browser, such as `https://desk.example`.
        package var allowedOrigins: Set<String> = []
        /// Addresses and networks of proxies whose word on a client's address is believed; see ``TrustedProxies``.
        package var trustedProxies = TrustedProxies()
        /// Wrong keys that an address may send within a minute before they are answered with 429; 0 is no limit.
        package var wrongKeyLimit = 60
        /// Connections at one time; more wait to be accepted.
        package var connectionLimit = 16_384
        /// Places a customer whom no run has seen by orders, as of an instant; `nil` where there is no model.
        ///
        /// It may block.
        package var placeByContext: (@Sendable ([ContextOrder], Instant) throws -> ContextStanding?)?
        /// What the rules say of a customer whom a client tells of; without it, only customers of the run are advised on.
        package var advise: (@Sendable (ToldProfile) -> CustomerAdvice)?
        /// How `POST /api/admin/runs` starts the pipeline; by default it does not.
        package var runs = RunStarting.off("no program was given that runs the pipeline")
        /// Whether `GET /metrics` exists; it takes no key.
        package var servesMetrics = true
        /// Whether SIGTERM and SIGINT end ``ReadAPI/run(onReady:)``; without it, cancelling its task does.
        package var stopsOnSignals = true
        /// The clock by which minutes of rate limits pass.
        package var uptime: @Sendable () -> ContinuousClock.Instant = { .now }

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
    /// - Throws: ``StoreError`` where the store cannot be opened, ``ListenError`` where the port cannot be listened on.
    package func run(onReady: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
        let isListening = Atomic(false)
        let application = Application(
            responder: try responder(),
            server: HTTPServerBuilder { responder in
                LoopConnections(
                    http: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(30))))
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "quimbi",
                availableConnectionsDelegate: .maximum(
                    OpenFiles.makeRoom(for: configuration.connectionLimit), logger: logger)),
            onServerRunning: { channel in
                isListening.store(true, ordering: .relaxed)
                onReady(channel.localAddress?.port ?? 0)
            },
            logger: logger)
        var services = ServiceGroupConfiguration(
            services: [application],
            gracefulShutdownSignals: configuration.stopsOnSignals ? [.sigterm, .sigint] : [], logger: logger)
        services.maximumGracefulShutdownDuration = .seconds(Self.grace.drain)
        // Beyond it the process is ended: only a process of the server's own may be.
        if configuration.stopsOnSignals { services.maximumCancellationDuration = .seconds(Self.grace.close) }
        defer { LogStream.standardError.flush() }
        do {
            try await ServiceGroup(configuration: services).run()
        } catch  where !isListening.load(ordering: .relaxed) {
            throw ListenError(error, host: configuration.host, port: configuration.port) ?? error
        }
    }

    /// Every endpoint that is served, as `GET /path/{parameter}`, with the scope that it needs; `nil` for none.
    package func endpoints() throws(StoreError) -> [(name: String, scope: APIKey.Scope?)] {
        try responder().routes.routes.map { route in
            if case .key(let scope) = route.access { (route.name, scope) } else { (route.name, nil) }
        }
    }

    private func responder() throws(StoreError) -> Responder {
        let store = try RunStore(
            configuration.store, tenant: configuration.tenant, pipeline: configuration.pipeline, access: .reading)
        let keys = try KeyStore(configuration.store, tenant: configuration.tenant, access: .reading)
        let clock = Self.clock
        let (runs, metrics) = (PublishedRuns(store), ServerMetrics())
        let freshness = FreshnessWatch(store, staleAfter: configuration.staleAfter, clock: clock)
        let gate = KeyGate(
            keys, wrongKeys: WrongKeys(limit: configuration.wrongKeyLimit), clock: clock, uptime: configuration.uptime)
        let health = HealthRoutes(
            runs: runs, freshness: freshness, metrics: metrics, servesMetrics: configuration.servesMetrics)
        let events = EventRoutes(store: store, gate: gate, metrics: metrics)
        let launcher = RunLauncher(store, configuration.runs, clock: clock)
        let routes =
            health.routes + readingRoutes + ChangeRoutes(store: store).routes + events.routes
            + RunRoutes(store: store, clock: clock).routes
            + launcher.routes
        return Responder(
            routes: RouteTable(routes + DescriptionRoutes(of: routes).routes), gate: gate, runs: runs,
            freshness: freshness, origins: OriginList(allowed: configuration.allowedOrigins),
            proxies: configuration.trustedProxies, metrics: metrics, logger: logger,
            maxAge: configuration.maxAge)
    }

    private var coldStart: ColdStart? {
        configuration.placeByContext.map { ColdStart(place: $0, advise: configuration.advise) }
    }

    private static let clock: @Sendable () -> Instant = {
        Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }

    /// What is answered from the tables and reports of a run: one line a group.
    private var readingRoutes: [Route] {
        let files = ReportFiles(folder: configuration.reportsFolder)
        return IntelligenceRoutes(coldStart: coldStart, clock: Self.clock).routes
            + CustomerRoutes().routes
            + ChurnRoutes().routes
            + ActionRoutes(coldStart: coldStart, advise: configuration.advise, clock: Self.clock).routes
            + SegmentRoutes().routes
            + ArchetypeRoutes().routes
            + CohortRoutes().routes
            + AffinityRoutes().routes
            + SupportRoutes(files: files).routes
            + ReportRoutes(files: files).routes
    }
}
