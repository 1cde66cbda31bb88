import Domain
import Foundation
import Ingest
import Testing

/// Each reason code, in a source where everything else is right.
struct ReasonCodeTests {
    private static let head = "order_id,customer_id,ordered_at,status,currency,subtotal,discount,total,refunded"

    private static func order(_ id: String, _ rest: String) -> String { "\(id),c1,2025-01-0\(rest)" }

    @Test(arguments: [
        ("1,c1", ReasonCode.badCSV, nil as String?),
        ("1,c1,2025-01-01T00:00:00Z,,,,,1,,x", .badCSV, nil),
        (",c1,2025-01-01T00:00:00Z,,,,,1,", .missingValue, "order_id"),
        ("1,c1,,,,,,1,", .missingValue, "ordered_at"),
        ("1,c1,2025-01-01T00:00:00Z,,,,,,", .missingValue, "total"),
        ("1,c1,2025-02-29T00:00:00Z,,,,,1,", .badTimestamp, "ordered_at"),
        ("1,c1,2025-01-01T00:00:00,,,,,1,", .badTimestamp, "ordered_at"),
        ("1,c1,0001-01-01T00:00:00Z,,,,,1,", .badTimestamp, "ordered_at"),
        ("1,c1,2025-01-01T00:00:00Z,,,,,\"1,5\",", .badNumber, "total"),
        ("1,c1,2025-01-01T00:00:00Z,,,,,12 Taler,", .badNumber, "total"),
        ("1,c1,2025-01-01T00:00:00Z,,,,,$12.00,", .unknownCurrency, "total"),
        ("1,c1,2025-01-01T00:00:00Z,,,,,999999999999999999999,", .numberOutOfRange, "total"),
        ("1,c1,2025-01-01T00:00:00Z,shipped,,,,1,", .badEnum, "status"),
        ("1,c1,2025-01-01T00:00:00Z,,USD,,,1,", .unknownCurrency, "currency"),
        ("1,c1,2025-01-01T00:00:00Z,,,,,-1,", .negativeTotal, "total"),
        ("1,\(String(repeating: "x", count: 256)),2025-01-01T00:00:00Z,,,,,1,", .idTooLong, "customer_id"),
    ])
    func `an order is refused`(row: String, reason: ReasonCode, column: String?) throws {
        let folder = try SourceFolder([
            "orders.csv":
                "\(Self.head)\ngood,c1,2025-01-01T00:00:00Z,,,,,1.50,\n\(row)\nalso,,2025-01-02T00:00:00Z,,,,,2.00,\n"
        ])
        let result = try folder.read()
        let table = try result.table("orders")
        #expect((table.read, table.accepted, table.quarantined) == (3, 2, 1))
        #expect(table.isReconciled && table.reasons == [reason: 1])
        let refused = try #require(result.quality.quarantine.first)
        #expect((refused.row, refused.reason, refused.column, refused.raw) == (2, reason, column, row))
        #expect(result.shop.orders.total == [15_000, 20_000])
    }

    @Test func `a bad cell that no row needs costs the cell`() throws {
        let folder = try SourceFolder([
            "orders.csv": """
            \(Self.head)
            1,c1,2025-01-01T00:00:00Z,,,,-1,1.00,
            2,c1,2025-01-02T00:00:00Z,,,x,,2.00,
            3,c1,2025-01-03T00:00:00Z,,,,,3.00,-1

            """
        ])
        let result = try folder.read()
        let table = try result.table("orders")
        #expect((table.accepted, table.quarantined) == (3, 0))
        #expect(
            table.badCells == [
                BadCells(column: "discount", reason: .numberOutOfRange, count: 1),
                BadCells(column: "refunded", reason: .numberOutOfRange, count: 1),
                BadCells(column: "subtotal", reason: .badNumber, count: 1),
            ])
        #expect(result.shop.orders.discount == [Money.missing, Money.missing, Money.missing])
    }

    @Test func `bytes that are no text are refused`() throws {
        let folder = try SourceFolder()
        var data = Data("order_id,customer_id,ordered_at,total\n1,c,2025-01-01T00:00:00Z,1\n2,c".utf8)
        data += [0xff] + Data(",2025-01-01T00:00:00Z,1\n3,c".utf8) + [0] + Data(",2025-01-01T00:00:00Z,1\n".utf8)
        try folder.write(data, to: "orders.csv")
        let table = try folder.read().table("orders")
        #expect((table.read, table.accepted) == (3, 1) && table.reasons == [.badUTF8: 2])
    }

    @Test func `identical rows count once, two orders under one number not at all`() throws {
        let head = "order_id,customer_id,ordered_at,total"
        let a = "a,c1,2025-01-01T00:00:00Z,1"
        let folder = try SourceFolder([
            "orders.csv": [head, a, "b,c1,2025-01-02T00:00:00Z,2", a, "b,c2,2025-01-09T00:00:00Z,3", a, ""].joined(
                separator: "\n")
        ])
        let result = try folder.read()
        let table = try result.table("orders")
        #expect((table.accepted, table.duplicates, table.quarantined) == (1, 2, 2))
        #expect(table.reasons == [.duplicateConflict: 2] && table.isReconciled)
        #expect(result.quality.quarantine.map(\.row) == [2, 4])
        #expect(result.quality.quarantine.map(\.raw) == ["b,c1,2025-01-02T00:00:00Z,2", "b,c2,2025-01-09T00:00:00Z,3"])
    }

    @Test func `lines and refunds of no order are orphans`() throws {
        let folder = try SourceFolder([
            "orders.csv":
                "order_id,customer_id,ordered_at,total\n1,c,2025-01-01T00:00:00Z,10\n2,c,2025-01-01T00:00:00Z,x\n",
            "order_lines.csv": """
            order_id,line_no,product_id,quantity,unit_price
            1,1,p,1,4
            2,1,p,1,4
            9,1,p,1,4
            1,2,q,-1,4
            1,3,q,1,-4
            1,4,q,1,
            1,1,p,1,4
            """,
            "refunds.csv":
                "order_id,at,amount\n1,2025-01-02T00:00:00Z,3\n2,2025-01-02T00:00:00Z,1\n1,2025-01-02T00:00:00Z,-1\n",
        ])
        let result = try folder.read()
        let lines = try result.table("order_lines")
        #expect((lines.read, lines.accepted, lines.duplicates) == (7, 1, 1) && lines.isReconciled)
        #expect(lines.reasons == [.orphanLine: 2, .numberOutOfRange: 2, .missingValue: 1])
        let refunds = try result.table("refunds")
        #expect(refunds.reasons == [.orphanLine: 1, .numberOutOfRange: 1] && refunds.isReconciled)
        #expect(result.shop.orders.refunded == [30_000])
    }

    @Test func `tickets and events are refused`() throws {
        let folder = try SourceFolder([
            "orders.csv": "order_id,customer_id,ordered_at,total\n1,c,2025-01-01T00:00:00Z,10\n",
            "tickets.csv": """
            ticket_id,customer_id,created_at,resolved_at,status,priority,csat
            1,c,2025-01-01T10:00:00Z,2025-01-01T12:00:00Z,solved,high,5
            2,c,2025-01-01T10:00:00Z,2025-01-01T09:00:00Z,solved,high,5
            3,c,2025-01-01T10:00:00Z,,new,,6
            4,c,2025-01-01T10:00:00Z,,new,huge,
            5,d,2025-01-01T10:00:00Z,,new,,
            """,
            "ticket_events.csv": """
            ticket_id,at,kind,actor,from,to
            1,2025-01-01T10:00:00Z,message,customer,,
            1,2025-01-01T12:00:00Z,status,agent,new,solved
            2,2025-01-01T12:00:00Z,status,agent,open,solved
            1,2025-01-01T12:00:00Z,sms,agent,,
            """,
        ])
        let result = try folder.read()
        let tickets = try result.table("tickets")
        #expect(
            tickets.reasons == [.resolvedBeforeCreated: 1, .badEnum: 1] && tickets.isReconciled)
        #expect(tickets.badCells == [BadCells(column: "csat", reason: .numberOutOfRange, count: 1)])
        let events = try result.table("ticket_events")
        #expect(events.reasons == [.orphanEvent: 1, .badEnum: 1] && events.isReconciled)
        let shop = result.shop
        #expect(shop.customers.ids.strings == ["c", "d"])
        #expect(
            shop.tickets.status == [
                TicketStatus.resolved.rawValue, TicketStatus.open.rawValue, TicketStatus.open.rawValue,
            ])
        #expect(
            shop.tickets.priority == [
                TicketPriority.high.rawValue, TicketPriority.normal.rawValue, TicketPriority.normal.rawValue,
            ])
        #expect(shop.ticketEvents.from.map { shop.ticketEvents.values.string($0) } == [nil, "open"])
        #expect(shop.ticketEvents.to.map { shop.ticketEvents.values.string($0) } == [nil, "resolved"])
    }

    @Test func `what lies beyond the bound is counted, or refused where the bound is the present`() throws {
        let folder = try SourceFolder([
            "orders.csv":
                "order_id,customer_id,ordered_at,total\n1,c,2025-01-01T00:00:00Z,1\n2,c,2025-01-02T00:00:00Z,1\n",
            "order_lines.csv": "order_id,product_id,quantity,unit_price\n1,p,1,1\n2,p,1,1\n",
        ])
        let bound = try #require(Instant(iso8601: "2025-01-02T00:00:00Z"))
        let past = try folder.read { $0.asOf = .instant(bound) }
        #expect(try (past.table("orders").accepted, past.table("orders").afterAsOf) == (1, 1))
        #expect(try (past.table("order_lines").accepted, past.table("order_lines").afterAsOf) == (1, 1))
        let now = try folder.read { $0.asOf = .now(bound) }
        #expect(try now.table("orders").reasons == [.futureTimestamp: 1])
        #expect(try now.table("order_lines").reasons == [.orphanLine: 1])
        let latest = try folder.read()
        #expect(latest.shop.asOf.microseconds == bound.microseconds + 1)
        #expect(latest.shop.orders.count == 2)
    }

    @Test func `cancelled and test orders are accepted and stand in no figure`() throws {
        let folder = try SourceFolder([
            "orders.csv": """
            order_id,customer_id,ordered_at,total,status
            1,c,2025-01-01T00:00:00Z,1,paid
            2,c,2025-01-02T00:00:00Z,1,cancelled
            3,d,2025-01-02T00:00:00Z,1,test
            """,
            "order_lines.csv": "order_id,product_id,quantity,unit_price\n1,p,1,1\n2,p,1,1\n3,q,1,1\n",
        ])
        let result = try folder.read()
        let orders = try result.table("orders")
        #expect(orders.accepted == 3 && orders.setApart == ["cancelled": 1, "test": 1] && orders.isReconciled)
        #expect(try result.table("order_lines").setApart == ["cancelled": 1, "test": 1])
        #expect((result.shop.orders.count, result.shop.lines.count, result.shop.customers.count) == (1, 1, 1))
        #expect(result.shop.products.ids.strings == ["p"])
    }
}
