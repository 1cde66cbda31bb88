import ArgumentParser
import Reports
import SampleShop

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make a synthetic shop with known truth, in the canonical files.",
        discussion: "The truth (planted habits, bundles, parameters) goes to `truth/` beside the files.")

    @Argument(help: "Folder to write; made if it is not there.", completion: .directory)
    var directory: String

    @Option(help: "Registered customers, 1 to 9,999,999.")
    var customers = 2_000

    @Option(help: "Seed: the same one gives the same bytes.")
    var seed: UInt64 = 1

    @Flag(help: "A shop that no customer ever leaves.")
    var noDropout = false

    @Flag(help: "A shop without busy months and weekdays: what held last season holds in the next.")
    var noSeasons = false

    @Flag(help: "A shop without a support desk.")
    var noTickets = false

    func run() throws {
        try require("--customers", customers, in: 1...9_999_999)
        let shop = SampleShop(
            .init(
                customers: customers, seed: seed, dropout: !noDropout, seasons: !noSeasons, tickets: !noTickets))
        let summary = try shop.write(to: directory)
        for table in summary.tables where !table.name.hasPrefix("truth/") {
            print("\(directory)/\(table.name).csv: \(Figure.count(table.rows)) rows")
        }
        print("the truth lies in \(directory)/truth")
    }
}
