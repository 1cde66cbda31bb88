import ArgumentParser
import Foundation
import SampleShop

/// The benchmarks: whole runs by default.
@main
struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time whole runs, or single analyses.",
        subcommands: [
            Nights.self, LifetimeBenchmark.self, ChurnBenchmark.self, MiningBenchmark.self, AffinityBenchmark.self,
            CohortBenchmark.self,
            SupportBenchmark.self, PostgreSQLBenchmark.self, PostgreSQLNights.self,
        ],
        defaultSubcommand: Nights.self)

    /// Prints at once: who watches for minutes wants to see each kind as it is done.
    static func show(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}

/// Times whole runs of the program, stage by stage, and prints medians with rows per second and peak memory.
///
/// Each run is a process of its own, so its peak memory is its own. The data are made once, below `data/bench`.
struct Nights: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time whole runs: a generated shop, and real ones where they lie beside the project.")

    @Option(help: "Customers of the generated shop.")
    var customers = 100_000

    @Option(help: "Runs that are counted of each kind, after one that is not.")
    var runs = 5

    @Option(help: "Another shop in canonical files to time, as often as there are shops.")
    var shop: [String] = []

    @Option(help: "Threads of each run.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
        let folder = "data/bench"
        let generated = "\(folder)/shop-\(customers)"
        if !FileManager.default.fileExists(atPath: generated + "/truth/shop.json") {
            _ = try SampleShop(.init(customers: customers)).write(to: generated)
        }
        Benchmarks.show(
            "\(ProcessInfo.processInfo.activeProcessorCount) cores, \(jobs) threads, \(runs) runs of each kind, medians\n"
        )
        for path in [generated] + shop {
            try time("\(path), a night that refits", Night(source: path, refits: true, folder: folder))
            try time("\(path), a night that scores", Night(source: path, refits: false, folder: folder))
        }
        let retail = "../shared/data/online_retail_ii"
        guard FileManager.default.fileExists(atPath: retail) else { return }
        let night = Night(
            source: retail, mapping: "online-retail", timezone: "Europe/London", refits: true, folder: folder)
        try time("Online Retail II, a night that refits", night)
    }

    private func time(_ name: String, _ night: Night) throws {
        try night.prepare()
        _ = try night.run(jobs: jobs)
        let samples = try (0..<runs).map { _ in try night.run(jobs: jobs) }
        Benchmarks.show("\n\(name)\n\(NightTable(samples).text)")
    }
}
