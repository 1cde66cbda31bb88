import Foundation
import SampleShop
import Tables
import Testing

/// What the program says and returns when something is wrong: one sentence, and the exit code of its kind.
struct CommandTests {
    private let place: Workplace
    private let program: Program

    init() throws {
        place = try Workplace()
        program = Program(folder: place.path)
    }

    private func refuses(_ ended: Program.Ended, code: Int32, saying words: String...) {
        #expect(ended.code == code, "\(ended.errors)")
        let sentence = ended.errors.split(separator: "\n").last { !$0.hasPrefix("{") } ?? ""
        for word in words { #expect(sentence.contains(word), "\(sentence)") }
    }

    private func pipeline(_ extra: String = "") throws {
        try place.write("source: { path: shop }\n" + extra, to: "p.yaml")
    }

    private let orders = "order_id,customer_id,ordered_at,total\n"

    @Test func `a missing column is named with those that were found`() throws {
        try pipeline()
        try place.write("order_id,customer_id,ordered_at\n1,a,2025-01-01\n", to: "shop/orders.csv")
        refuses(try program.run("run", "p.yaml"), code: 3, saying: "orders", "total", "ordered_at")
    }

    @Test func `an unknown key of the pipeline is a fault of usage`() throws {
        try pipeline("keep_run: 3\n")
        refuses(try program.run("run", "p.yaml"), code: 2, saying: "keep_run", "keep_runs")
    }

    @Test(arguments: [["run", "--nonsense"], ["nonsense"], ["report"], ["run", "p.yaml", "--only", "nothing"]])
    func `a command that makes no sense is a fault of usage`(arguments: [String]) throws {
        try pipeline()
        let process = try program.start(arguments)
        process.waitUntilExit()
        #expect(process.terminationStatus == 2)
    }

    @Test func `a quote that is never closed names the line where it opened`() throws {
        try pipeline()
        try place.write(orders + "1,a,2025-01-01,1\n2,\"b,2025-01-02,1\n3,c,2025-01-03,1\n", to: "shop/orders.csv")
        refuses(try program.run("run", "p.yaml"), code: 3, saying: "orders.csv", "3", "quote")
    }

    @Test func `an empty file, and one with a header alone, publish nothing`() throws {
        try pipeline()
        try place.write("", to: "shop/orders.csv")
        refuses(try program.run("run", "p.yaml"), code: 3, saying: "orders.csv")
        try place.write(orders, to: "shop/orders.csv")
        refuses(try program.run("run", "p.yaml"), code: 4, saying: "has_orders")
    }

    @Test func `a hundred thousand columns are one sentence`() throws {
        try pipeline()
        let header = (0..<100_000).map { "c\($0)" }.joined(separator: ",")
        try place.write(header + "\n", to: "shop/orders.csv")
        refuses(try program.run("run", "p.yaml"), code: 3, saying: "orders.csv", "columns")
    }

    @Test func `rows that cannot be read are quarantined with their reasons and reconcile`() throws {
        try pipeline("max_quarantine_share: 1\nmax_quarantine_money_share: 1\n")
        var text = "\u{FEFF}" + orders.replacing("\n", with: "\r\n")
        for row in 0..<50 { text += "o\(row),c\(row % 9),2025-01-\(10 + row % 20)T10:00:00Z,10.50\r\n" }
        text += "x1,c1,2025-02-30T10:00:00Z,1\r\nx2,c1,2025-01-05T10:00:00Z,-3\r\nx3,c1,2025-01-05T10:00:00Z,ten\r\n"
        text +=
            "x4,c1,2025-01-05T10:00:00Z,99999999999999999\r\nx5,c1,2025-01-05T10:00:00Z\r\nx6,c\u{0},2025-01-05,1\r\n"
        text += "x7," + String(repeating: "n", count: 2_000_000) + ",2025-01-05T10:00:00Z,1\r\n"
        try place.write(text, to: "shop/orders.csv")
        let ended = try program.run("run", "p.yaml")
        #expect(ended.code == 0, "\(ended.errors)")
        let report = try program.run("report", "data-quality", "--pipeline", "p.yaml", "--format", "json").output
        for reason in ["bad_timestamp", "negative_total", "bad_number", "number_out_of_range", "bad_csv", "bad_utf8"] {
            #expect(report.contains("\"\(reason)\":"), "\(reason)")
        }
        #expect(report.contains("\"accepted\":50"))
        #expect(report.contains("\"quarantined\":7"))
    }

    @Test func `a store that cannot be written is one sentence`() throws {
        try pipeline("store: { path: blocked }\n")
        try place.write("not a folder", to: "blocked")
        try place.write(orders + "1,a,2025-01-01,1\n", to: "shop/orders.csv")
        refuses(try program.run("run", "p.yaml"), code: 5, saying: "blocked")
    }

    @Test(arguments: ["tenant: ../x", "name: a/b", "name: .."])
    func `names that lead out of their folder are refused`(line: String) throws {
        try pipeline(line + "\n")
        try place.write(orders + "1,a,2025-01-01,1\n", to: "shop/orders.csv")
        refuses(try program.run("run", "p.yaml"), code: 2, saying: "a-z")
    }

    @Test func `reading before anything is published says what to do`() throws {
        refuses(try program.run("report", "cohorts"), code: 5, saying: "run")
    }

    @Test func `reports print as tables, JSON and CSV`() throws {
        _ = try SampleShop(.init(customers: 200)).write(to: place.path + "/shop")
        try pipeline()
        #expect(try program.run("run", "p.yaml").code == 0)
        let triangle = try program.run("report", "cohorts", "--pipeline", "p.yaml").output
        #expect(triangle.contains("retention by month"))
        // The shop's last day is the last of its last month but for minutes: that month is not over.
        #expect(triangle.contains("+ so far:"))
        let cohorts = try program.run("report", "cohorts", "--pipeline", "p.yaml", "--format", "csv").output
        #expect(cohorts.hasPrefix("month,customers,left_truncated,0,1,2,"))
        let rules = try program.run("report", "affinity", "--pipeline", "p.yaml", "--format", "csv").output
        #expect(rules.contains("antecedent") && rules.contains("recommendation"))
        let csv = try program.run(
            "report", "segments", "--pipeline", "p.yaml", "--format", "csv", "--list", "axes.segments"
        ).output
        #expect(csv.hasPrefix("axis,"))
        #expect(csv.contains("\r\npurchase_value,"))
        let figures = try program.run("models", "compare", "segments", "--pipeline", "p.yaml").output
        #expect(figures.contains("v1: first champion"))
        #expect(try program.run("models", "rollback", "segments", "--pipeline", "p.yaml").code == 2)
        let customer = try program.run("customer", "C0000001", "--pipeline", "p.yaml")
        #expect(customer.output.contains("customer C0000001"))
        #expect(try program.run("customer", "nobody", "--pipeline", "p.yaml").code == 2)
    }

    @Test(arguments: [
        "serve --port=99999", "serve --port=-1", "serve --stale-after=nan", "serve --stale-after=inf",
        "serve --max-age=-1", "serve --wrong-keys=-1", "keys create --rate=922337203685477581",
        "keys create --days=36501", "validate shop --rows=-1", "quarantine list --rows=-9223372036854775808",
        "run p.yaml --jobs=9223372036854775807", "runs prune --keep=0", "generate x --customers=0",
    ])
    func `a number that is out of range is named with its range`(command: String) throws {
        try pipeline()
        let words = command.split(separator: " ").map(String.init)
        let option = try #require(words.last).prefix { $0 != "=" }
        refuses(try program.run(words), code: 2, saying: "\(option) is ", "; give ")
    }

    @Test(arguments: ["keys list --store postgresql://u:s3cret@h/d", "migrate p.yaml --url postgres://u:s3cret@h/d"])
    func `a password among the arguments is refused and not repeated`(command: String) throws {
        try pipeline("store: { kind: postgres, url: \"postgresql://h/d\" }\n")
        let ended = try program.run(command.split(separator: " ").map(String.init))
        refuses(ended, code: 2, saying: "holds a password", "${NAME}")
        #expect(!ended.errors.contains("s3cret"))
    }

    @Test func `a port in use is one sentence with a code of its own`() throws {
        try pipeline()
        let taken = try ListeningSocket()
        let ended = try program.run("serve", "p.yaml", "--port", String(taken.port))
        refuses(ended, code: 7, saying: "port \(taken.port)", "in use", "--port")
        #expect(ended.sentences.count == 1, "\(ended.errors)")
    }

    @Test func `a host that is not this machine's is one sentence`() throws {
        try pipeline()
        refuses(try program.run("serve", "p.yaml", "--host", "192.0.2.1"), code: 7, saying: "192.0.2.1", "--host")
    }

    /// Bytes that a terminal would obey must come out as text, whatever prints them.
    @Test func `control bytes of the shop's data never reach the terminal`() throws {
        try pipeline()
        let hostile = "\u{1B}]0;pwned\u{7}\u{1B}[2J\u{9B}31m\u{202E}"
        let rows = "O1,C1,2024-01-01T00:00:00Z,5\nO2,\(hostile),2024-01-01x,5\n"
        try place.write(
            "order_id,customer_id,ordered_at,total,x\(hostile)\n"
                + rows.replacing("\n", with: ",1\n"), to: "shop/orders.csv")
        for arguments in [["validate", "shop"], ["run", "p.yaml"], ["plan", "p.yaml"], ["customer", hostile]] {
            let ended = try program.run(arguments)
            let shown = ended.output + ended.errors
            let found = shown.unicodeScalars.filter { [0x1B, 0x07, 0x9B, 0x202E].contains($0.value) }
            #expect(found.isEmpty, "\(arguments)")
        }
        #expect(try program.run("validate", "shop").output.contains(#"\u{1B}]0;pwned\u{7}"#))
    }
}
