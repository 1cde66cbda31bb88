import ArgumentParser
import Pipeline
import Store

extension ModelsCommand {
    struct Promote: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a version the champion.",
            discussion: "The next night scores with it and fits nothing in its place; later refits compete with it.")

        @Argument(help: "The model's name.")
        var name: String

        @Argument(help: "Its version.")
        var version: Int

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            try reading.open(for: .writing).registry.promote(name, version: version)
            print("model \(name) v\(version) is the champion; the next run scores with it")
        }
    }

    struct Rollback: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the version champion again that stood before the present one.",
            discussion: "The next night scores with it and fits nothing in its place; later refits compete with it.")

        @Argument(help: "The model's name.")
        var name: String

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            let version = try reading.open(for: .writing).registry.rollback(name)
            print("model \(name) v\(version) is the champion again; the next run scores with it")
        }
    }
}
