import Foundation
import SampleShop
import Testing

private let shop = Result { try ShopFiles(.init(customers: 1_200)) }

/// Each ticket with its events.
private func tickets() throws -> [(ticket: [String: String], events: [[String: String]])] {
    let shop = try shop.get()
    let events = Dictionary(grouping: try shop.rows("ticket_events")) { $0.text("ticket_id") }
    return try shop.rows("tickets").map { ($0, events[$0.text("ticket_id")] ?? []) }
}

struct SampleTicketTests {
    @Test func `events of a ticket are in order of time and begin with the customer's message`() throws {
        for (ticket, events) in try tickets() {
            let instants = events.map { $0.text("at") }
            #expect(instants == instants.sorted())
            #expect(instants.allSatisfy { $0 < "2026" })
            #expect(instants.first == ticket.text("created_at"))
            #expect(events.first?.text("actor") == "customer")
        }
    }

    @Test func `the summary columns say what the events say`() throws {
        for (ticket, events) in try tickets() {
            let response = events.first { $0.text("kind") == "message" && $0.text("actor") == "agent" }
            #expect(ticket.text("first_response_at") == response?.text("at") ?? "")
            let statuses = events.filter { $0.text("kind") == "status" }
            let last = statuses.last?.text("to") ?? "open"
            #expect(ticket.text("status") == last)
            let resolved = ["resolved", "closed"].contains(last) ? statuses.last { $0.text("to") == "resolved" } : nil
            #expect(ticket.text("resolved_at") == resolved?.text("at") ?? "")
            #expect(ticket.text("closed_at") == (last == "closed" ? statuses.last?.text("at") : "") ?? "")
            let reopened = statuses.count { $0.text("from") == "resolved" && $0.text("to") != "closed" }
            #expect(try ticket.integer("reopened_count") == reopened)
            let assigned = events.last { $0.text("kind") == "assign" }
            #expect(ticket.text("assignee_id") == assigned?.text("to") ?? "")
        }
    }

    @Test func `every change starts from the state before it`() throws {
        for (ticket, events) in try tickets() {
            var state = ["status": "new", "assign": ""]
            for event in events where ["status", "assign", "priority"].contains(event.text("kind")) {
                if let before = state[event.text("kind")] { #expect(event.text("from") == before) }
                state[event.text("kind")] = event.text("to")
            }
            if let priority = state["priority"] { #expect(ticket.text("priority") == priority) }
        }
    }

    @Test func `an agent acts only while on duty`() throws {
        let presence = Dictionary(grouping: try shop.get().rows("agent_presence")) { $0.text("agent_id") }
        let days = presence.mapValues { rows in Dictionary(grouping: rows) { $0.text("from").prefix(10) } }
        for (_, events) in try tickets() {
            for event in events where event.text("actor") == "agent" {
                let at = event.text("at")
                let before = try Date(at, strategy: .iso8601).addingTimeInterval(-86_400).formatted(.iso8601)
                let rows = [at, before].flatMap { days[event.text("actor_id")]?[$0.prefix(10)] ?? [] }
                #expect(rows.contains { $0.text("from") <= at && (at < $0.text("to") || $0.text("to").isEmpty) })
            }
        }
    }

    @Test func `customers and agents of tickets are known`() throws {
        let shop = try shop.get()
        let customers = Set(try shop.rows("customers").map { $0.text("customer_id") } + [""])
        let agents = Set(try shop.rows("agents").map { $0.text("agent_id") } + [""])
        for (ticket, events) in try tickets() {
            #expect(customers.contains(ticket.text("customer_id")))
            #expect(agents.contains(ticket.text("assignee_id")))
            #expect(events.allSatisfy { customers.union(agents).contains($0.text("actor_id")) })
        }
    }

    @Test func `some tickets are not finished, some were reopened, some were rated`() throws {
        let tickets = try tickets().map(\.ticket)
        #expect(Set(tickets.map { $0.text("status") }).isSuperset(of: ["pending", "resolved", "closed"]))
        #expect(try tickets.contains { try $0.integer("reopened_count") > 0 })
        let ratings = tickets.map { $0.text("csat") }.filter { !$0.isEmpty }
        #expect(ratings.allSatisfy { ("1"..."5").contains($0) })
        #expect((0.2...0.45).contains(Double(ratings.count) / Double(tickets.count)))
    }

    @Test func `quotes and commas in a subject are quoted`() throws {
        let file = String(decoding: try #require(try shop.get().contents["tickets.csv"]), as: UTF8.self)
        #expect(file.contains(",\"Arrived \"\"new\"\", but damaged\"\n"))
    }

    @Test func `customers write as often as planted`() throws {
        var (expected, seen) = (0.0, 0.0)
        for truth in try shop.get().rows("truth/customers") {
            expected += try truth.number("tickets_per_order") * truth.number("orders")
            seen += try truth.number("tickets")
        }
        // Returns make tickets likelier, and orders of the last days have not led to theirs yet.
        #expect((0.95...1.4).contains(seen / expected))
    }
}
