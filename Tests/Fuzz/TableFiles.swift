import Domain
import Foundation
import Ingest
import Kernels

/// Rows of a small shop with a desk, of which inputs change a table or two before they are read.
struct TableFiles: Sendable {
    private static let tables: [(name: String, header: String, rows: [String])] = [
        (
            "customers", "customer_id,created_at,country,marketing_opt_in",
            ["c1,2023-12-30T08:00:00Z,DE,true", "c2,2024-01-02T09:30:00Z,FR,false", "c3,,,"]
        ),
        ("products", "product_id,title,category", ["p1,Tea,hot", "p2,\"Cup, blue\",ware", "p3,,"]),
        (
            "orders", "order_id,customer_id,ordered_at,status,currency,total,discount,refunded,channel",
            [
                "o1,c1,2024-01-05T10:00:00Z,paid,EUR,30.00,0,0,web",
                "o2,c1,2024-02-05T10:00:00Z,paid,EUR,12.50,2.50,5.00,web",
                "o3,c2,2024-02-07 11:00:00+01:00,paid,EUR,99.99,0,0,app", "o4,,2024-02-29T23:59:59Z,placed,EUR,1,0,0,",
                "o5,c3,2024-03-31T02:30:00Z,cancelled,EUR,7,0,0,web",
            ]
        ),
        (
            "order_lines", "order_id,line_no,product_id,quantity,unit_price,discount,refunded_quantity",
            [
                "o1,1,p1,2,10.00,0,0", "o1,2,p2,1,10.00,0,0", "o2,1,p1,1,15.00,2.50,1", "o3,1,p3,3,33.33,0,0",
                "o4,1,p2,1,1.00,0,0",
            ]
        ),
        (
            "refunds", "order_id,line_no,refunded_at,amount,quantity,reason",
            ["o2,1,2024-02-10T10:00:00Z,5.00,1,damaged"]
        ),
        (
            "tickets", "ticket_id,customer_id,created_at,channel,category,priority,status,assignee_id,csat,subject",
            [
                "t1,c1,2024-02-06T10:00:00Z,email,delivery,high,resolved,a1,5,where is it",
                "t2,c2,2024-02-08T10:00:00Z,chat,product_question,normal,open,a2,,how",
                "t3,c9,2024-02-09T10:00:00Z,,,,,,,",
            ]
        ),
        (
            "ticket_events", "ticket_id,at,kind,actor,actor_id,to_value",
            [
                "t1,2024-02-06T10:10:00Z,message,agent,a1,", "t1,2024-02-06T12:00:00Z,status,agent,a1,resolved",
                "t2,2024-02-08T11:00:00Z,assigned,system,,a2",
            ]
        ),
        ("agents", "agent_id,name,team,capacity", ["a1,Anna,first,5", "a2,Ben,second,"]),
    ]

    private let folder: String
    private let isJSON: Bool

    init(folder: String, isJSON: Bool) throws {
        (self.folder, self.isJSON) = (folder, isJSON)
        guard isJSON else { return }
        // The canonical columns by their own names, out of objects.
        let mapping =
            "tables:\n"
            + Self.tables.map { table in
                let columns = table.header.split(separator: ",").map { "\($0): \($0)" }.joined(separator: ", ")
                return "  \(table.name): { files: \(table.name).jsonl, columns: { \(columns) } }\n"
            }.joined()
        try Data(mapping.utf8).write(to: URL(filePath: folder + "/m.yaml"))
    }

    /// Writes the tables with one to three of them changed, and reads them as a source.
    func feed(_ random: inout CounterRandom) throws {
        var changed = Set((0...random.index(below: 3)).map { _ in random.index(below: Self.tables.count) })
        changed.insert(2)
        for (index, table) in Self.tables.enumerated() {
            var bytes = Array(text(of: table).utf8)
            if changed.contains(index) { bytes = Mutation.mutate(bytes, &random) }
            try Data(bytes).write(to: URL(filePath: "\(folder)/\(table.name).\(isJSON ? "jsonl" : "csv")"))
        }
        var source = SourceDescription(paths: [folder], mapping: isJSON ? folder + "/m.yaml" : nil)
        source.asOf = random.index(below: 4) == 0 ? .now(Instant(secondsSince1970: 1_710_000_000)) : .latest
        guard let result = try? Ingest.read(source, jobs: 1) else { return }
        for table in result.quality.tables where !table.isReconciled {
            throw Broken(description: "\(table.table): rows are missing from the account: \(table)")
        }
        for row in result.quality.quarantine { _ = row.raw.printableLine }
    }

    private func text(of table: (name: String, header: String, rows: [String])) -> String {
        guard isJSON else { return ([table.header] + table.rows).joined(separator: "\n") + "\n" }
        let names = table.header.split(separator: ",")
        return table.rows.map { row in
            let cells = row.replacing("\"Cup, blue\"", with: "Cup").split(
                separator: ",", omittingEmptySubsequences: false)
            return "{"
                + zip(names, cells).map { "\"\($0)\":\(Double($1) == nil ? "\"\($1)\"" : String($1))" }
                .joined(separator: ",") + "}\n"
        }.joined()
    }
}
