internal import Foundation
internal import Kernels

/// A synthetic shop with known truth, in the canonical files.
///
/// Every customer carries planted habits: how often they buy and when they leave, how much they spend, whether they
/// wait for discounts, send things back, return to the same products, and write to support. The files show what such
/// people do; `truth/` beside them says who they are. The same configuration gives the same bytes, and customer 42 is
/// the same person in a shop of a hundred and in one of a million.
///
/// Customers live one after the other and nothing is kept of them but the place and time of their rows, 24 bytes for
/// each order in two files: see `OrderedTable`.
package struct SampleShop: Sendable {
    /// What may differ from shop to shop.
    package struct Configuration: Sendable, Encodable {
        /// Registered customers, a few of whom never buy; 1 ..< 10⁷.
        package var customers: Int
        package var seed: UInt64
        /// First day of the window, in days since 1970 UTC.
        package var start: Int
        /// First day after the window.
        package var end: Int
        /// Products in the catalogue; at least 160.
        package var products: Int
        /// False for a shop that no customer ever leaves.
        package var dropout: Bool
        /// False for a shop without busy months and weekdays; a customer's own habit of buying at weekends stays.
        package var seasons: Bool
        /// False for a shop without a support desk: no ticket or agent file is written.
        package var tickets: Bool

        /// Three years, 2023 to 2025, with 1,200 products unless said otherwise.
        package init(
            customers: Int = 2_000, seed: UInt64 = 1, start: Int = 19_358, end: Int = 20_454, products: Int = 1_200,
            dropout: Bool = true, seasons: Bool = true, tickets: Bool = true
        ) {
            (self.customers, self.seed, self.products) = (customers, seed, products)
            (self.start, self.end) = (start, end)
            (self.dropout, self.seasons, self.tickets) = (dropout, seasons, tickets)
        }
    }

    /// What was written.
    package struct Summary: Sendable {
        /// One file: its path within the folder without `.csv`, its rows without the header, and its size.
        package struct Table: Sendable {
            package let name: String
            package let rows: Int
            package let bytes: Int
        }

        package let tables: [Table]
    }

    private let configuration: Configuration

    package init(_ configuration: Configuration) {
        precondition((1..<10_000_000).contains(configuration.customers), "\(configuration.customers) customers")
        precondition(0 <= configuration.start, "the window starts on day \(configuration.start), need 0 or later")
        precondition(configuration.start < configuration.end, "the window ends on or before the day it starts")
        self.configuration = configuration
    }

    /// Writes the shop, replacing the files of one written there before.
    ///
    /// - Parameter directory: made if it is not there.
    /// - Returns: the files with their rows and sizes.
    /// - Throws: what the file system says: no permission, no space. Half a shop may then lie there.
    package func write(to directory: String) throws -> Summary {
        let folder = URL(fileURLWithPath: directory, isDirectory: true)
        let truthFolder = folder.appendingPathComponent("truth", isDirectory: true)
        try FileManager.default.createDirectory(at: truthFolder, withIntermediateDirectories: true)
        try removeSupportFiles(in: folder)
        let scene = Scene(configuration)
        let truth = try Truth(in: truthFolder)
        let population = try Population(scene, truth, in: folder)
        try population.write()
        var tables = population.tables + [try writeProducts(scene.catalogue, in: folder)]
        if configuration.tickets { tables += try writeAgents(scene.roster, end: scene.window.upperBound, in: folder) }
        var truthTables = [truth.customers, try truth.bundles(scene.catalogue)]
        if configuration.tickets { truthTables.append(try truth.agents(scene.roster)) }
        try truth.shop(configuration, scene.parameters)
        let finished = try tables.map { try finish($0) } + truthTables.map { try finish($0, prefix: "truth/") }
        return Summary(tables: finished)
    }

    /// A shop without a desk must not keep an earlier shop's tickets.
    private func removeSupportFiles(in folder: URL) throws {
        for name in ["tickets", "ticket_events", "agents", "agent_presence", "truth/agents"] {
            let file = folder.appendingPathComponent(name + ".csv")
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            try FileManager.default.removeItem(at: file)
        }
    }

    private func finish(_ table: OrderedTable, prefix: String = "") throws -> Summary.Table {
        Summary.Table(name: prefix + table.name, rows: table.rows, bytes: try table.finish())
    }
}

/// What all customers share: the calendar, the catalogue and the desk.
struct Scene {
    let configuration: SampleShop.Configuration
    let parameters = Parameters()
    let streams: Streams
    /// The window in seconds since 1970.
    let window: Range<Int>
    let season: Season
    let catalogue: Catalogue
    let roster: Roster

    init(_ configuration: SampleShop.Configuration) {
        let days = configuration.start..<configuration.end
        self.configuration = configuration
        streams = Streams(seed: configuration.seed)
        window = days.lowerBound * secondsPerDay..<days.upperBound * secondsPerDay
        season = configuration.seasons ? Season(days: days, parameters) : Season(withoutSeasons: days)
        var random = streams.random(.catalogue)
        catalogue = Catalogue(products: configuration.products, bundleSizes: parameters.bundleSizes, &random)
        roster = Roster(days: days, streams: streams)
    }
}

/// Writes `products.csv` and returns the table, not yet finished.
private func writeProducts(_ catalogue: Catalogue, in directory: URL) throws -> OrderedTable {
    let table = try OrderedTable("products", columns: ["product_id", "title", "category"], in: directory)
    for (product, category) in catalogue.categories.enumerated() {
        let name = Catalogue.categoryNames[category]
        table.row.identifier(.product(product))
        table.row.text("\(name.prefix(1).uppercased())\(name.dropFirst()) \(product + 1)")
        table.row.text(name)
        table.endRow()
    }
    try table.endRecord()
    return table
}
