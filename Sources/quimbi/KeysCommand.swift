import ArgumentParser
import Domain
import Pipeline
import Reports
import Store

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make, list and revoke API keys.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Tenant: ParsableArguments {
        @Option(help: "The tenant whose data a key opens.")
        var tenant = "default"

        @Option(help: "The folder of the store, or the address of its database: '${NAME}' or postgresql://...")
        var store = "data"

        func open() throws -> KeyStore {
            try KeyStore(StoreAddress(text: ServerAddress.option(store)), tenant: tenant)
        }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key; its text is shown once and kept nowhere.")

        @OptionGroup var tenant: Tenant

        @Option(help: "read or admin.")
        var scope = "read"

        @Option(help: "Requests a minute; 0 is no limit.")
        var rate = 100

        @Option(help: "Days until it expires; never by default.")
        var days: Int?

        func run() throws {
            guard let scope = APIKey.Scope(rawValue: scope) else {
                throw RunError(.usage, "--scope is `\(scope)`; give read or admin")
            }
            CoreDumps.forbid()
            try require("--rate", rate, in: 0...1_000_000)
            if let days { try require("--days", days, in: 1...36_500) }
            let now = Runner.systemClock()
            let made = try tenant.open().create(
                scope: scope, rate: rate, expires: days.map { now.adding(days: $0) }, at: now)
            print(made.text)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys of a tenant, without their secrets.")

        @OptionGroup var tenant: Tenant

        func run() throws {
            var table = TextTable(["id", "scope", "a minute", "made", "expires", "revoked"], numeric: [2])
            for key in try tenant.open().list() {
                table.add([
                    key.id, key.scope.rawValue, key.rate == 0 ? "unlimited" : "\(key.rate)", key.created.description,
                    key.expires?.description ?? "never", key.revokedAt?.description ?? "",
                ])
            }
            print(table.text, terminator: "")
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key useless, at once.")

        @Argument(help: "The key's id, as `quimbi keys list` shows it.")
        var id: String

        @OptionGroup var tenant: Tenant

        func run() throws {
            try tenant.open().revoke(id, at: Runner.systemClock())
            print("key \(id) is revoked")
        }
    }
}
