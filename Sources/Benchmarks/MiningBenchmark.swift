import ArgumentParser
import Domain
import Foundation
import Ingest
import Kernels

/// Times the search for frequent or closed itemsets, from columns in memory: one line of JSON a run.
///
/// `Benchmarks/peers.sh` calls it in turn with other implementations.
struct MiningBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mining", abstract: "Time the search for frequent itemsets in a file with one basket a line.")

    @Argument(help: "The file, packed or not; products are numbers between blanks.")
    var file: String

    @Option(help: "Baskets that a set must be in.")
    var minimum: Int

    @Option(help: "Items of the largest sets; 0 for any size.")
    var maxSize = 0

    @Option(help: "Threads.")
    var jobs = 1

    @Option(help: "Runs that are counted, after one that is not.")
    var runs = 3

    @Flag(help: "Search for the closed sets alone.")
    var closed = false

    @Option(help: "Products of one more basket, to see what a single huge one costs.")
    var huge = 0

    func run() throws {
        let baskets = try baskets()
        var times: [Double] = []
        var sets = 0
        for run in 0...runs {
            let seconds = ContinuousClock().measure { sets = count(baskets) }
            if run > 0 { times.append(seconds / .seconds(1)) }
        }
        times.sort()
        Benchmarks.show(
            #"{"tool":"quimbi","file":"\#(file)","minimum":\#(minimum),"jobs":\#(jobs),"huge":\#(huge),"closed":\#(closed),"#
                + #""baskets":\#(baskets.count),"sets":\#(sets),"seconds":\#(times[runs / 2])}"# + "\n")
    }

    private func count(_ baskets: Baskets) -> Int {
        let size = maxSize == 0 ? nil : maxSize
        return closed
            ? ClosedItemsets.mine(baskets, minimum: minimum, maximumSize: size, jobs: jobs).count
            : FrequentItemsets.mine(baskets, minimum: minimum, maximumSize: size, jobs: jobs).sets.count
    }

    /// The lines of the file, each product once; the huge basket holds the most frequent products.
    private func baskets() throws -> Baskets {
        let source = SourceDescription(paths: [file], mapping: "baskets")
        let shop = try Ingest.read(source, jobs: jobs).shop
        var lists = (0..<shop.orders.count).map { order in
            Set(shop.orders.lines(of: order).map { shop.lines.product[$0] }).sorted()
        }
        let plain = Baskets(lists, itemCount: shop.products.count)
        guard huge > 0 else { return plain }
        let frequent = (0..<Int32(shop.products.count)).sorted {
            (plain.supports[Int($1)], $0) < (plain.supports[Int($0)], $1)
        }
        lists.append(frequent.prefix(huge).sorted())
        return Baskets(lists, itemCount: shop.products.count)
    }
}
