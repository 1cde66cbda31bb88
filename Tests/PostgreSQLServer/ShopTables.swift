package import Foundation
package import PostgreSQL

/// The canonical tables as a shop would keep them in a database, filled from the files of a generated shop.
package enum ShopTables {
    private static let columns: KeyValuePairs = [
        "customers": """
        customer_id varchar(40) PRIMARY KEY, created_at timestamptz, email_hash text, country char(4), language text,
        marketing_opt_in boolean
        """,
        "products": "product_id text, title text, category text",
        "orders": """
        order_id text, customer_id text, ordered_at timestamptz, status order_status, currency char(3),
        subtotal numeric(12,2), discount numeric(12,2), shipping numeric, tax numeric(12,4), total numeric(12,2),
        refunded numeric(12,2), channel varchar(20), discount_code text
        """,
        "order_lines": """
        order_id text, line_no smallint, product_id text, category text, quantity int, unit_price numeric(12,2),
        discount numeric(12,2), refunded_quantity bigint
        """,
        "refunds": "order_id text, line_no int, at timestamptz, quantity int, amount numeric(12,2)",
        "tickets": """
        ticket_id text, customer_id text, channel text, category text, priority text, status text, assignee_id text,
        created_at timestamptz, first_response_at timestamptz, resolved_at timestamptz, closed_at timestamptz,
        csat smallint, reopened_count int, subject text
        """,
        "ticket_events":
            "ticket_id text, at timestamptz, kind text, actor text, actor_id text, \"from\" text, \"to\" text",
        "agents": """
        agent_id text, name text, team text, role text, timezone text, max_concurrent_tickets real, specializations text
        """,
        "agent_presence": "agent_id text, \"from\" timestamptz, \"to\" timestamptz, status text",
    ]

    /// Makes the tables and fills those that `folder` has a file for; the server reads the files itself.
    package static func load(_ folder: String, into connection: Connection) throws {
        try connection.execute("CREATE TYPE order_status AS ENUM ('placed', 'paid', 'cancelled', 'test')")
        for (table, columns) in columns {
            let file = "\(folder)/\(table).csv"
            guard let header = try? String(contentsOfFile: file, encoding: .utf8).prefix(while: { $0 != "\n" }) else {
                continue
            }
            let names = header.split(separator: ",").map { Connection.quoted(String($0)) }.joined(separator: ", ")
            try connection.execute("CREATE TABLE \(table) (\(columns))")
            try connection.execute("COPY \(table) (\(names)) FROM '\(file)' (FORMAT csv, HEADER)")
        }
    }
}
