import Domain
import Foundation
import Kernels
import Pipeline
import Store

/// Whole runs over small shops of extreme figures: amounts, counts and dates at the ends of what is read.
struct RunFuzz: FuzzKind {
    static let name = "runs"
    static let costliness = 200

    private let folder: String

    init(folder: String) { self.folder = folder }

    func feed(_ random: inout CounterRandom) throws {
        let place = "\(folder)/\(random.next())"
        defer { try? FileManager.default.removeItem(atPath: place) }
        try FileManager.default.createDirectory(atPath: place + "/shop", withIntermediateDirectories: true)
        var shop = ExtremeShop(&random)
        for (name, text) in shop.files() { try Data(text.utf8).write(to: URL(filePath: "\(place)/shop/\(name).csv")) }
        var definition = PipelineDefinition(file: "fuzz", name: "nightly", source: .init(path: place + "/shop"))
        definition.store = .folder(place + "/data")
        definition.reportsPath = place + "/reports"
        definition.modelsPath = place + "/models"
        definition.guards.maxQuarantineShare = 1
        definition.guards.maxDaysWithoutOrder = 4_000_000
        _ = try? Runner(definition, jobs: 1 + random.index(below: 2)).run()
    }
}

/// Rows that are each as they should be, and together as no shop has them.
private struct ExtremeShop {
    private var random: CounterRandom
    private let customers, orders: Int
    private let spread: Spread

    private enum Spread: CaseIterable { case instant, day, year, decades, ages }

    init(_ random: inout CounterRandom) {
        customers = [1, 2, 5, 30, 80][random.index(below: 5)]
        orders = [1, 3, 20, 120, 400][random.index(below: 5)]
        spread = Spread.allCases[random.index(below: Spread.allCases.count)]
        self.random = CounterRandom(seed: random.next(), stream: 0)
    }

    mutating func files() -> [(String, String)] {
        var (orderRows, lineRows, ticketRows) = ("", "", "")
        for order in 0..<orders {
            let customer = random.index(below: 10) == 0 ? 0 : random.index(below: customers)
            orderRows += "o\(order),c\(customer),\(instant()),\(amount()),\(amount(0.2)),\(amount(0.2))\n"
            for line in 0..<random.index(below: 4) {
                lineRows += "o\(order),\(line + 1),p\(random.index(below: 12)),\(count()),\(amount())\n"
            }
            if random.index(below: 3) == 0 {
                ticketRows += "t\(order),c\(customer),\(instant()),email,category \(order % 70),normal,open\n"
            }
        }
        return [
            ("orders", "order_id,customer_id,ordered_at,total,discount,refunded\n" + orderRows),
            ("order_lines", "order_id,line_no,product_id,quantity,unit_price\n" + lineRows),
            ("tickets", "ticket_id,customer_id,created_at,channel,category,priority,status\n" + ticketRows),
        ]
    }

    private mutating func instant() -> String {
        let seconds: Int64 =
            switch spread {
            case .instant: 1_700_000_000
            case .day: 1_700_000_000 + Int64(random.index(below: 86_400))
            case .year: 1_700_000_000 + Int64(random.index(below: 366 * 86_400))
            case .decades: Int64(random.index(below: 60 * 366)) * 86_400
            // From the year 1 to 9999.
            case .ages: Int64(random.index(below: 3_652_000)) * 86_400 - 62_135_000_000
            }
        return Instant(secondsSince1970: seconds).description
    }

    private mutating func amount(_ share: Double = 1) -> String {
        guard random.uniform() < share else { return "0" }
        let extremes = ["0", "0.01", "0.0001", "1", "19.99", "19.99", "19.99", "99999999999", "100000000000"]
        return extremes[random.index(below: extremes.count)]
    }

    private mutating func count() -> String {
        let extremes = ["0", "1", "1", "2", "1000", "2147483647"]
        return extremes[random.index(below: extremes.count)]
    }
}
