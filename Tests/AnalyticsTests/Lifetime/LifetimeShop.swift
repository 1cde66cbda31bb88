import Analytics
import Domain
import Foundation
import Ingest
import Kernels
import Testing

/// Shops for the tests of lifetime value.
enum LifetimeShop {
    /// Customers who buy as a model has it, from a day of their own on, and spend as Gamma-Gamma has it.
    static func simulated(
        _ model: RepeatPurchaseModel, customers: Int, days: Int, seed: UInt64
    ) -> Shop {
        var rows = RowShop(asOf: start.adding(days: days))
        for customer in 0..<customers {
            var random = CounterRandom(seed: seed, stream: UInt64(customer))
            let first = random.index(below: days * 2 / 3)
            let process = model.drawNewCustomer(using: &random)
            let level = random.gamma(shape: 4) / 20
            let times = [0] + process.purchaseTimes(within: Double(days - 1 - first) / 7, using: &random)
            for day in Set(times.map { first + Int($0 * 7) }).sorted() {
                let spent = random.gamma(shape: 6) / level
                rows.orders.append(
                    RowShop.Order(
                        customer: String(format: "c%05d", customer), at: start.adding(days: day).noon,
                        total: (spent * 100).rounded() / 100))
            }
        }
        return rows.shop
    }

    static let start = Instant(secondsSince1970: 1_700_006_400)

    static let hasCDNOW = isThere(cdnowFile)
    static let hasOnlineRetail = isThere(retailFolder)
    static let absence: Comment = "the shared data are not beside the package"

    private static let (cdnowFile, retailFolder) = ("cdnow/CDNOW_master.txt.gz", "online_retail_ii")

    /// The CDNOW master data.
    static func cdnow() throws -> Shop {
        try shared(cdnowFile, mapping: "cdnow", zone: .utc, currency: "USD")
    }

    /// Online Retail II, both files.
    static func onlineRetail() throws -> Shop {
        let london = ShopZone(identifier: "Europe/London") ?? .utc
        return try shared(retailFolder, mapping: "online-retail", zone: london, currency: "GBP")
    }

    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func place(of path: String) -> String {
        let folder =
            ProcessInfo.processInfo.environment["QUIMBI_SHARED_DATA"].map { URL(filePath: $0) }
            ?? package.deletingLastPathComponent().appending(path: "shared/data")
        return folder.appending(path: path).path(percentEncoded: false)
    }

    private static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: place(of: path)) }

    private static func shared(_ path: String, mapping: String, zone: ShopZone, currency: String) throws -> Shop {
        var source = SourceDescription(
            paths: [place(of: path)], mapping: mapping, asOf: .latest, zone: zone, currency: currency)
        source.mappingFolder = package.appending(path: "pipelines/mappings").path(percentEncoded: false)
        return try Ingest.read(source, jobs: 2).shop
    }
}

extension Instant {
    /// Twelve hours later.
    var noon: Instant { Instant(microseconds: microseconds + Instant.microsecondsPerDay / 2) }
}
