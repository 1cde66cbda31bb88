import Analytics
import ArgumentParser
import Domain
import Foundation
import Ingest
import Kernels

/// Times the lifetime models: records, contest and fit, and forecasts with intervals, from columns in memory.
struct LifetimeBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lifetime",
        abstract: "Time the lifetime models: on CDNOW where it lies beside the project, and on simulated customers.")

    @Option(help: "Simulated customers.")
    var customers = 1_000_000

    @Option(help: "Runs that are counted of each, after one that is not.")
    var runs = 3

    @Option(help: "Threads.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
        let cdnow = "../shared/data/cdnow/CDNOW_master.txt.gz"
        if FileManager.default.fileExists(atPath: cdnow) {
            let source = SourceDescription(
                paths: [cdnow], mapping: "cdnow", asOf: .latest, zone: .utc, currency: "USD")
            try time("CDNOW", Ingest.read(source, jobs: jobs).shop)
        }
        try time("simulated", SimulatedShop.shop(customers: customers))
    }

    private func time(_ name: String, _ shop: Shop) throws {
        Benchmarks.show(
            "\n\(name): \(shop.customers.count) customers, \(shop.orders.count) orders, medians of \(runs)\n")
        let records = PurchaseRecords(of: shop, throughDay: shop.lastDay, unit: .week, jobs: jobs)
        let histories = records.histories
        measure("records") {
            _ = PurchaseRecords(of: shop, throughDay: shop.lastDay, unit: .week, jobs: jobs).histories
        }
        for kind in RepeatPurchaseModelKind.allCases {
            measure("fit \(kind.rawValue), \(histories.count) histories") {
                _ = RepeatPurchaseFit.fit(kind, histories, jobs: jobs)
            }
        }
        measure("fit gamma_gamma") { _ = records.spendFit(jobs: jobs) }
        guard case .fitted(let model) = LifetimeFitting.fit(shop, .init(), version: 1, seed: 1, jobs: jobs) else {
            throw Night.Failed(description: "\(name): no model could be fitted")
        }
        measure("contest, windows and fit") {
            _ = LifetimeFitting.fit(shop, .init(), version: 1, seed: 1, jobs: jobs)
        }
        measure("forecasts of 36 months with intervals, \(model.name)") {
            _ = LifetimeForecasts(shop, model, discountRate: 0, seed: 1, jobs: jobs)
        }
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        Benchmarks.show("  " + (status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? "") + "\n")
    }

    private func measure(_ name: String, _ body: () -> Void) {
        body()
        let seconds = (0..<runs).map { _ in ContinuousClock().measure(body) / .seconds(1) }.sorted()
        let padded = name.padding(toLength: 60, withPad: " ", startingAt: 0)
        Benchmarks.show("  \(padded) \(String(format: "%8.3f s", seconds[runs / 2]))\n")
    }
}

/// Customers who buy as MBG/NBD has it over two years, in columns.
private enum SimulatedShop {
    static func shop(customers: Int) -> Shop {
        let truth = RepeatPurchaseModel(kind: .mbgNBD, parameters: [0.8, 60, 0.9, 2.5])
        let (days, start) = (730, Int64(1_700_006_400))
        var shop = Shop(
            asOf: Instant(secondsSince1970: start + Int64(days) * 86_400), zone: .utc, currency: "EUR")
        shop.observedFrom = Instant(secondsSince1970: start)
        for customer in 0..<customers {
            var random = CounterRandom(seed: 1, stream: UInt64(customer))
            let first = random.index(below: days)
            let times = truth.drawNewCustomer(using: &random).purchaseTimes(
                within: Double(days - 1 - first), using: &random)
            let level = random.gamma(shape: 4) / 20
            for day in [first] + times.map({ first + Int($0) }) {
                let second = start + Int64(day) * 86_400 + 43_200
                shop.orders.customer.append(Int32(customer))
                shop.orders.orderedAt.append(second * Instant.microsecondsPerSecond)
                shop.orders.localDay.append(Int32(second / 86_400))
                shop.orders.localSecond.append(43_200)
                shop.orders.total.append(Int64(random.gamma(shape: 6) / level * 100) * 100)
                shop.orders.lineStart.append(0)
                shop.orders.refundStart.append(0)
            }
            shop.customers.ids.append(String(1_000_000_000 + customer))
            shop.customers.orderStart.append(Int32(shop.orders.count))
            shop.customers.ticketStart.append(0)
        }
        return shop
    }
}
