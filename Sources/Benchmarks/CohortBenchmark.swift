import Analytics
import ArgumentParser
import Domain
import Foundation
import Ingest

/// Times monthly and weekly cohorts, from columns in memory: one line of JSON.
///
/// `Benchmarks/peers.sh` calls it in turn with other implementations. They count; here every figure has its interval.
struct CohortBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cohorts", abstract: "Time monthly and weekly cohorts of a shop in canonical files.")

    @Argument(help: "The folder of the shop.")
    var shop: String

    @Option(help: "Threads.")
    var jobs = 1

    @Option(help: "Runs that are counted, after one that is not.")
    var runs = 3

    func run() throws {
        let read = try Ingest.read(SourceDescription(paths: [shop]), jobs: jobs).shop
        var times: [Double] = []
        var cells = 0
        for run in 0...runs {
            let seconds = ContinuousClock().measure {
                let analysis = Cohorts.analyze(read, CohortOptions(granularities: [.month, .week]), jobs: jobs)
                cells = analysis.granularities.reduce(0) { $0 + $1.cohorts.reduce(0) { $0 + $1.cells.count } }
            }
            if run > 0 { times.append(seconds / .seconds(1)) }
        }
        times.sort()
        Benchmarks.show(
            #"{"tool":"quimbi","jobs":\#(jobs),"orders":\#(read.orders.count),"cells":\#(cells),"#
                + #""seconds":\#(times[runs / 2])}"# + "\n")
    }
}
