import Domain
import Foundation
import Glibc
import Kernels
import Logging
import Pipeline
import ReadAPI
import Store

/// Bytes on the connections of a real server over a published shop.
struct RequestFuzz: FuzzKind {
    static let name = "requests"
    static let costliness = 2

    private let port: Int
    private let requests: [[UInt8]]
    /// Keeps the shop's folder in use for as long as the server runs.
    private let shop: FuzzShop

    init(folder: String) throws {
        shop = try FuzzShop(folder: folder, customers: 120)
        let key = try KeyStore(root: folder + "/data", tenant: "default").create(
            scope: .admin, rate: 0, at: Instant(secondsSince1970: 1_700_000_000)
        ).text
        port = try Self.serve(shop)
        requests =
            Self.gets.map { "GET \($0) HTTP/1.1\r\nHost: x\r\nX-API-Key: \(key)\r\nAccept: */*\r\n\r\n" }
            .map { Array($0.utf8) }
            + Self.posts.map { path, body in
                Array(
                    ("POST \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(key)\r\nContent-Type: application/json\r\n"
                        + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)").utf8)
            }
    }

    private static let gets = [
        "/health/live", "/health/ready", "/metrics", "/openapi.json", "/docs", "/api/runs?limit=5", "/api/segments",
        "/api/segments/purchase_value", "/api/archetypes", "/api/mcp/customer/C0000001",
        "/api/mcp/customer/C0000002/churn-risk", "/api/mcp/customer/C0000003/history",
        "/api/mcp/customer/C0000004/similar?limit=3", "/api/mcp/customer/C0000005/next-best-action",
        "/api/mcp/customers?min_churn=0.1&sort=ltv_12m&limit=10",
        "/api/analytics/product-affinities?min_lift=1.5&limit=7",
        "/api/analytics/cross-sell/P00001", "/api/analytics/forecast?months=12", "/api/analytics/team",
        "/api/analytics/leaderboard?metric=sla_compliance", "/api/analytics/agents/A01?from=2025-01-01&to=2025-02-01",
        "/api/tickets/queue?agent=A01&limit=3", "/api/sla/breaches?limit=2", "/api/reports/segments",
        "/api/changes?since=x",
        "/api/reports/cohorts?list=granularities", "/api/admin/store",
    ]

    private static let posts = [
        ("/api/intelligence/analyze", #"{"customer_id":"C0000001"}"#),
        (
            "/api/intelligence/analyze",
            #"{"customer_id":"new","context":{"orders":[{"ordered_at":"2024-05-02T10:00:00Z","total":40.5,"refunded":1.5,"#
                + ""
                + #""discount":2,"channel":"web","lines":[{"product_id":"P1","category":"c","quantity":2,"unit_price":20}]},"#
                + #"{"ordered_at":"2024-06-02","total":10}]}}"#
        ),
        ("/api/intelligence/batch", #"{"customer_ids":["C0000001","C0000002","nobody"]}"#),
        ("/api/intelligence/predict/churn", #"{"customer_id":"C0000003"}"#),
        ("/api/intelligence/predict/ltv", #"{"customer_id":"C0000004","horizon_months":6}"#),
        (
            "/api/generation/actions",
            #"{"customer_profile":{"behavioral_metrics":{"lifetime_value":500.5,"total_orders":3,"open_tickets":2},"#
                + #""predictions":{"churn_risk":0.8,"churn_risk_level":"high","ltv_12mo":99}},"scenario":"support_ticket"}"#
        ),
        (
            "/api/analytics/cohorts",
            #"{"start_date":"2024-01-01","end_date":"2025-12-31","metric":"retention","granularity":"month"}"#
        ),
    ]

    private static func serve(_ shop: FuzzShop) throws -> Int {
        let definition = shop.definition
        var configuration = ReadAPI.Configuration(pipeline: definition.name, reportsFolder: shop.reports)
        (configuration.port, configuration.store, configuration.stopsOnSignals) = (0, definition.store, false)
        let models = ModelFolder(root: definition.modelsPath, tenant: definition.tenant, pipeline: definition.name)
        let scoring = ContextScoring(try shop.store(), models: models, zone: .utc)
        configuration.placeByContext = { try scoring.standing(by: $0, asOf: $1) }
        configuration.advise = { definition.advice(on: $0) }
        let api = ReadAPI(configuration, logger: Logger(label: "fuzz", factory: { _ in SwiftLogNoOpLogHandler() }))
        let (isReady, port) = (DispatchSemaphore(value: 0), ServedPort())
        Task {
            try await api.run {
                port.number = $0
                isReady.signal()
            }
        }
        guard isReady.wait(timeout: .now() + 60) == .success else {
            throw Broken(description: "the server did not begin")
        }
        return port.number
    }

    private final class ServedPort: @unchecked Sendable {
        /// Written before the semaphore is signalled, read after it was waited for.
        var number = 0
    }

    func feed(_ random: inout CounterRandom) throws {
        var request = requests[random.index(below: requests.count)]
        if random.index(below: 10) > 0 { request = Mutation.mutate(request, &random) }
        if random.index(below: 10) == 0 { request += requests[random.index(below: requests.count)] }
        try judge(ask(request))
        let health = try ask(Array("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8))
        guard health.hasPrefix("HTTP/1.1 200") else {
            throw Broken(description: "health answers: \(health.prefix(80))")
        }
    }

    /// An answer, if there is one, is one of ours: never 500, nothing half written.
    private func judge(_ answer: String) throws {
        guard !answer.isEmpty else { return }
        let head = answer.prefix(while: { $0 != "\r\n" })
        let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let allowed: Set = [
            200, 202, 204, 304, 400, 401, 403, 404, 405, 406, 408, 409, 413, 414, 415, 422, 429, 431, 501, 503,
        ]
        guard head.hasPrefix("HTTP/1."), allowed.contains(status) else {
            throw Broken(description: "answered: \(head)")
        }
    }

    /// Sends bytes, says that no more come, and reads what comes back within ten seconds.
    private func ask(_ request: [UInt8]) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Broken(description: "the server takes no connection: \(errno)") }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        _ = request.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        shutdown(descriptor, Int32(SHUT_WR))
        var (answer, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
        while answer.count < 1 << 22 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }
}

extension FuzzShop {
    fileprivate var reports: String {
        ReportFolder(root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name).path
    }
}
