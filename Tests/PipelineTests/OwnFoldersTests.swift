import Foundation
import Pipeline
import SampleShop
import Testing

/// What a run removes is what runs of its pipeline wrote: the program itself, in folders as people name them.
@Suite(.serialized)
struct OwnFoldersTests {
    private let place: Workplace
    private let program: Program

    init() throws {
        place = try Workplace()
        program = Program(folder: place.path)
    }

    private func shop(_ path: String = "shop") throws {
        _ = try SampleShop(.init(customers: 10, seed: 1, tickets: false)).write(to: "\(place.path)/\(path)")
    }

    private func pipeline(_ name: String, _ text: String) throws -> String {
        try place.write("max_days_without_order: 100000\n" + text + "\n", to: "\(name).yaml")
        return "\(name).yaml"
    }

    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(place.path)/\(folder)").sorted()
    }

    private func isThere(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(place.path)/\(path)")
    }

    /// The file, the two keys that the sentence names.
    @Test(arguments: [
        ("source: { path: data/my-shop }\nreports_path: data", "store.path", "reports_path"),
        ("source: { path: shop }\nreports_path: shop", "reports_path", "source.path"),
        ("source: { path: shop }\nreports_path: shop/reports", "reports_path", "source.path"),
        ("source: { path: out/shop }\nreports_path: out", "reports_path", "source.path"),
        ("source: { path: shop }\nmodels_path: ./shop/../shop", "models_path", "source.path"),
        ("source: { path: shop }\nreports_path: out\nmodels_path: out", "models_path", "reports_path"),
        ("source: { path: shop }\nreports_path: out/models\nmodels_path: out", "models_path", "reports_path"),
        ("source: { path: shop }\nmodels_path: data/models", "models_path", "store.path"),
        ("source: { path: shop }\nstore: { path: alias }\nreports_path: real", "store.path", "reports_path"),
        ("source: { path: data/default }", "source.path", "store.path"),
        ("source: { path: data/default/p/runs }", "source.path", "store.path"),
        ("tenant: acme\nsource: { path: data/acme/shop }", "source.path", "store.path"),
        ("source: { path: data }", "store.path", "source.path"),
    ])
    func `folders that overlap are refused when the file is read`(text: String, first: String, second: String) throws {
        for folder in ["data/my-shop", "real"] { try place.write("", to: "\(folder)/.keep") }
        try FileManager.default.createSymbolicLink(
            atPath: place.path + "/alias", withDestinationPath: place.path + "/real")
        let file = try pipeline("p", text)
        for command in ["run", "plan", "doctor"] {
            let ended = try program.run(command, file)
            let said = ended.errors + ended.output
            #expect(ended.code == (command == "doctor" ? 1 : 2), "\(command): \(said)")
            #expect(said.contains("`\(first)`") || said.contains(first + " `"), "\(said)")
            #expect(said.contains(first) && said.contains(second), "\(said)")
        }
        #expect(!isThere("data/default"))
    }

    @Test func `shops beside the tenants in the store's folder are fine`() throws {
        try shop("data/my-shop")
        let before = try names("data/my-shop")
        let file = try pipeline("my-shop", "source: { path: data/my-shop }")
        for _ in 0..<2 { #expect(try program.run("run", file, "--force").code == 0) }
        #expect(try names("data/my-shop") == before)
    }

    @Test func `tenant and pipeline of one name have reports apart`() throws {
        try shop()
        let tenant = try pipeline("acme-nightly", "name: nightly\ntenant: acme\nsource: { path: shop }")
        let pipeline = try pipeline("acme", "source: { path: shop }")
        for file in [tenant, pipeline, tenant, pipeline] { #expect(try program.run("run", file, "--force").code == 0) }
        for file in [tenant, pipeline] {
            #expect(try program.run("report", "cohorts", "--pipeline", file).code == 0)
            #expect(try program.run("models", "show", "--pipeline", file).code == 0)
        }
        #expect(!isThere("reports/acme/nightly"))
    }

    @Test func `a tenant's folders of an earlier build stay in use, and a pipeline of its name leaves them`() throws {
        try shop()
        let tenant = try pipeline("acme-nightly", "name: nightly\ntenant: acme\nsource: { path: shop }")
        let pipeline = try pipeline("acme", "keep_runs: 1\nsource: { path: shop }")
        #expect(try program.run("run", tenant).code == 0)
        for root in ["reports", "models"] {
            let (new, old) = ("\(place.path)/\(root)/@acme/nightly", "\(place.path)/\(root)/acme/nightly")
            try FileManager.default.createDirectory(
                atPath: "\(place.path)/\(root)/acme", withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: new, toPath: old)
            try FileManager.default.removeItem(atPath: old + "/.quimbi-owner")
        }
        let earlier = try names("reports/acme/nightly")
        for _ in 0..<3 { #expect(try program.run("run", pipeline, "--force").code == 0) }
        #expect(try names("reports/acme/nightly") == earlier)
        #expect(try names("reports/acme").count == 4, "one run, `latest`, the marker, and the tenant's")
        #expect(try program.run("report", "cohorts", "--pipeline", tenant).code == 0)
        // Its ledger names the models where they lay before this test moved them.
        #expect(try program.run("run", tenant, "--force", "--accept-uncompared").code == 0)
        #expect(try names("reports/acme/nightly").count == earlier.count + 2, "one run more, and the marker")
        #expect(!isThere("reports/@acme/nightly"))
    }

    @Test func `files of other people in the folder of reports stay`() throws {
        try shop()
        let file = try pipeline("p", "keep_runs: 1\nsource: { path: shop }")
        try place.write("mine", to: "reports/p/notes.md")
        try place.write("mine", to: "reports/p/20200101T000000Z/segments.json")
        for _ in 0..<3 { #expect(try program.run("run", file, "--force").code == 0) }
        #expect(isThere("reports/p/notes.md") && isThere("reports/p/20200101T000000Z/segments.json"))
        let runs = try names("reports/p").filter { $0.contains("T") && !$0.hasPrefix("2020") }
        #expect(runs.count == 1)
    }

    @Test func `a ledger that is gone stops every command and removes nothing`() throws {
        try shop()
        let file = try pipeline("p", "source: { path: shop }")
        #expect(try program.run("run", file).code == 0)
        let (runs, reports) = (try names("data/default/p/runs"), try names("reports/p"))
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: "\(place.path)/data/default/p/ledger.sqlite\(suffix)")
        }
        try place.write("", to: "data/default/p/ledger.sqlite")
        for command in [
            ["run", file], ["run", file, "--force"], ["plan", file], ["runs", "list", "--pipeline", file],
            ["runs", "rollback", "--pipeline", file], ["runs", "prune", "--pipeline", file],
            ["report", "cohorts", "--pipeline", file], ["report", "cohorts"], ["models", "list", "--pipeline", file],
            ["customer", "C0000001", "--pipeline", file],
        ] {
            let ended = try program.end(of: program.start(command))
            #expect(ended.code == 5, "\(command): \(ended.errors)")
            #expect(ended.errors.contains("quimbi runs recover"), "\(command): \(ended.errors)")
        }
        #expect(try names("data/default/p/runs") == runs)
        #expect(try names("reports/p") == reports)
    }

    @Test func `what is written is for this user's eyes alone`() throws {
        try shop()
        let file = try pipeline("p", "source: { path: shop }\nstore: { path: new/folder/data }")
        #expect(try program.run("run", file).code == 0)
        #expect(try program.run("keys", "create", "--store", "new/folder/data").code == 0)
        var (checked, open): (Int, [String]) = (0, [])
        for root in ["new", "reports", "models"] {
            let paths =
                [""]
                + (FileManager.default.enumerator(atPath: "\(place.path)/\(root)")?.compactMap { $0 as? String } ?? [])
            for path in paths {
                var found = stat()
                guard lstat("\(place.path)/\(root)/\(path)", &found) == 0, found.st_mode & S_IFMT != S_IFLNK else {
                    continue
                }
                checked += 1
                if found.st_mode & 0o077 != 0 { open.append("\(root)/\(path)") }
            }
        }
        #expect(checked > 30 && open.isEmpty, "\(checked) looked at, open: \(open)")
    }
}
