import Domain
import Ingest
import Testing

/// Exports of support desks in their own shapes; the tickets are made up, every expectation is worked out by hand.
struct DeskExportTests {
    private func read(_ mapping: String, _ files: [String: String]) throws -> IngestResult {
        try SourceFolder(files).read {
            $0.mapping = mapping
            $0.mappingFolder = packageRoot + "/pipelines/mappings"
        }
    }

    /// `who kind from>to` of every event, in their order, by ticket.
    private func story(_ shop: Shop) -> [String: [String]] {
        let (events, kinds) = (shop.ticketEvents, ["status", "assign", "message", "note", "priority"])
        let actors = ["agent", "customer", "system"]
        var story: [String: [String]] = [:]
        for ticket in 0..<shop.tickets.count {
            story[shop.tickets.ids[ticket]] = shop.tickets.events(of: ticket).map { event in
                let to = events.values.string(events.to[event]).map { " \($0)" } ?? ""
                return "\(actors[Int(events.actor[event])]) \(kinds[Int(events.kind[event])])\(to)"
            }
        }
        return story
    }

    private static let zendesk = [
        "ticket.csv": """
        id,assignee_id,created_at,priority,requester_id,status,subject,type,via_channel,group_id
        11,501,2025-03-03 08:00:00,high,901,closed,Where is my parcel,incident,email,7
        12,,2025-03-03 09:00:00,,902,open,,question,web,7
        13,,2025-03-03 09:30:00,,902,deleted,,question,web,7

        """,
        "ticket_comment.csv": """
        id,body,created,public,ticket_id,user_id
        1,x,2025-03-03 08:00:00,TRUE,11,901
        2,x,2025-03-03 08:20:00,TRUE,11,501
        3,x,2025-03-03 08:21:00,FALSE,11,501
        4,x,2025-03-03 09:00:01,TRUE,12,-1
        5,x,2025-03-03 09:31:00,TRUE,13,902
        6,x,2025-03-03 09:31:00,TRUE,14,902

        """,
        "ticket_field_history.csv": """
        field_name,ticket_id,updated,user_id,value
        priority,11,2025-03-03 08:01:00,,medium
        assignee_id,11,2025-03-03 08:02:00,,501
        status,11,2025-03-03 08:22:00,501,hold
        tags,11,2025-03-03 08:22:00,501,late
        priority,11,2025-03-03 08:23:00,501,high
        status,11,2025-03-04 10:00:00,501,solved
        status,11,2025-03-08 10:00:00,-1,closed

        """,
        "user.csv": """
        id,name,role,email
        501,Anna,agent,
        901,Eva,end-user,
        502,Ben,admin,

        """,
    ]

    @Test func `Zendesk, as loaders write it`() throws {
        let result = try read("zendesk", Self.zendesk)
        let (shop, events) = (result.shop, try result.table("ticket_events"))
        #expect(shop.tickets.ids.strings.sorted() == ["11", "12"])
        #expect(
            story(shop) == [
                "11": [
                    "customer message", "system priority normal", "system assign 501", "agent message", "agent note",
                    "agent status on_hold", "agent priority high", "agent status resolved", "system status closed",
                ],
                "12": ["system message"],
            ])
        #expect(shop.agents.ids.strings == ["501", "502"] && shop.agents.names.strings == ["Anna", "Ben"])
        #expect(shop.customers.ids.strings == ["901", "902"])
        // The history is read three times over, once a kind; comment 5 is of a ticket that was deleted: no orphan, and in no
        // figure. Comment 6 is of a ticket that nobody knows.
        #expect(events.read == 27 && events.setApart == ["left_out": 16] && events.reasons == [.orphanEvent: 1])
        #expect(try result.table("agents").setApart == ["left_out": 1])
        #expect(try result.table("tickets").setApart == ["left_out": 1])
        #expect(result.quality.tables.filter { !$0.isReconciled }.isEmpty)
    }

    @Test func `Zendesk, as its API answers`() throws {
        let result = try read(
            "zendesk",
            [
                "tickets.jsonl": """
                {"id":11,"created_at":"2025-03-03T08:00:00Z","requester_id":901,"assignee_id":501,"status":"hold",\
                "priority":"urgent","type":null,"via":{"channel":"email","source":{"from":{"address":"x"}}},\
                "satisfaction_rating":{"score":"good"},"tags":["a",{"b":[1,2]}]}
                {"id":12,"created_at":"2025-03-03T08:00:00Z","requester_id":902,"status":"new","via":{"channel":"web"}}

                """,
                "comments.jsonl":
                    "{\"ticket_id\":11,\"created_at\":\"2025-03-03T08:05:00Z\",\"author_id\":501,\"public\":true}\n",
                "users.jsonl":
                    "{\"id\":501,\"name\":\"Zo\\u00eb \\ud83d\\ude00\",\"role\":\"agent\",\"iana_time_zone\":\"Europe/Berlin\"}\n",
            ])
        let shop = result.shop
        #expect(shop.tickets.csat == [5, 0])
        #expect(shop.tickets.status == [TicketStatus.onHold.rawValue, TicketStatus.open.rawValue])
        #expect(shop.tickets.priority == [TicketPriority.urgent.rawValue, TicketPriority.normal.rawValue])
        #expect(shop.tickets.channel.map { shop.tickets.channels.string($0) } == ["email", "web"])
        #expect(story(shop) == ["11": ["agent message"], "12": []])
        #expect(shop.agents.names.strings == ["Zoë 😀"] && shop.agents.timezones.strings == ["Europe/Berlin"])
    }

    @Test func `Gorgias, as its API answers`() throws {
        let result = try read(
            "gorgias",
            [
                "tickets.jsonl": """
                {"id":7,"status":"closed","channel":"chat","created_datetime":"2025-03-03T08:00:00.123456",\
                "closed_datetime":"2025-03-03T10:00:00+00:00","customer":{"id":31,"name":"\\"E\\""},\
                "assignee_user":{"id":501},"satisfaction_survey":{"score":4},"spam":false,"subject":"Size?"}
                {"id":8,"status":"open","channel":"email","created_datetime":"2025-03-03T09:00:00","customer":{"id":32},\
                "assignee_user":null,"satisfaction_survey":null,"spam":false,"priority":"critical"}
                {"id":9,"status":"open","channel":"email","created_datetime":"2025-03-03T09:00:00","spam":true}
                [1]
                {"id":10

                """,
                "messages.jsonl": """
                {"ticket_id":7,"public":true,"from_agent":false,"via":"chat","sender":{"id":31},\
                "sent_datetime":"2025-03-03T08:00:00"}
                {"ticket_id":7,"public":true,"from_agent":true,"via":"rule","sender":{"id":1},\
                "sent_datetime":"2025-03-03T08:00:01"}
                {"ticket_id":7,"public":true,"from_agent":true,"via":"helpdesk","sender":{"id":501},\
                "sent_datetime":null,"created_datetime":"2025-03-03T08:30:00"}
                {"ticket_id":7,"public":false,"from_agent":true,"via":"internal-note","sender":{"id":501},\
                "sent_datetime":"2025-03-03T08:31:00"}
                {"ticket_id":7,"public":true,"from_agent":true,"via":"api","sender":{"id":900},\
                "sent_datetime":"2025-03-03T08:00:03"}
                {"ticket_id":9,"public":true,"from_agent":false,"via":"email","sender":{"id":33},\
                "sent_datetime":"2025-03-03T09:00:00"}

                """,
                "events.jsonl": """
                {"object_type":"Ticket","object_id":7,"type":"ticket-closed","user_id":501,\
                "created_datetime":"2025-03-03T09:00:00"}
                {"object_type":"Ticket","object_id":7,"type":"ticket-reopened","user_id":null,\
                "created_datetime":"2025-03-03T09:30:00"}
                {"object_type":"Ticket","object_id":7,"type":"ticket-closed","user_id":501,\
                "created_datetime":"2025-03-03T10:00:00"}
                {"object_type":"Ticket","object_id":7,"type":"ticket-assigned","user_id":null,\
                "data":{"assignee_user_id":501},"created_datetime":"2025-03-03T08:00:02"}
                {"object_type":"Ticket","object_id":7,"type":"ticket-snoozed","user_id":501,"data":null,\
                "created_datetime":"2025-03-03T08:45:00"}
                {"object_type":"Ticket","object_id":7,"type":"ticket-self-unsnoozed","user_id":null,\
                "created_datetime":"2025-03-03T08:50:00"}
                {"object_type":"Ticket","object_id":7,"type":"ticket-unassigned","user_id":501,\
                "created_datetime":"2025-03-03T09:40:00"}
                {"object_type":"User","object_id":7,"type":"user-updated","user_id":501,\
                "created_datetime":"2025-03-03T10:00:00"}

                """,
                "users.jsonl": """
                {"id":501,"name":"Anna","role":{"name":"agent"}}
                {"id":900,"name":"AI Agent","role":{"name":"bot"}}

                """,
            ])
        let (shop, tickets) = (result.shop, try result.table("tickets"))
        #expect(tickets.read == 5 && tickets.reasons == [.badJSON: 2] && tickets.setApart == ["left_out": 1])
        #expect(result.quality.quarantine.map(\.row) == [4, 5])
        #expect(shop.customers.ids.strings == ["31", "32"])
        #expect(shop.tickets.csat == [4, 0])
        #expect(shop.tickets.resolvedAt[0] == Instant(iso8601: "2025-03-03T10:00:00Z")?.microseconds)
        #expect(shop.tickets.priority[1] == TicketPriority.urgent.rawValue)
        #expect(
            story(shop)["7"] == [
                "customer message", "system message", "system assign 501", "system message", "agent message",
                "agent note", "agent status on_hold", "system status open", "agent status resolved",
                "system status open", "agent assign", "agent status resolved",
            ])
        // The AI agent is a robot and no agent; ticket 9 is spam, and what was written there is no orphan.
        #expect(shop.agents.ids.strings == ["501"] && shop.agents.roles.strings == ["agent"])
        #expect(try result.table("agents").setApart == ["left_out": 1])
        #expect(try result.table("ticket_events").reasons.isEmpty)
        #expect(result.quality.tables.filter { !$0.isReconciled }.isEmpty)
    }

    @Test(arguments: [
        ("tables: { tickets: [ { files: a, columns: { ticket_id: a } } ] }", "created_at"),
        (
            "tables: { orders: [ { files: a, columns: { order_id: { rule: row_number }, customer_id: b, ordered_at: c, total: d } }, { files: b, columns: { order_id: a, customer_id: b, ordered_at: c, total: d } } ] }",
            "cannot be a list"
        ),
        (
            "tables: { tickets: { files: a, columns: { ticket_id: a, created_at: b } }, ticket_events: { files: b, columns: { ticket_id: a, at: b }, tickets: { created_at: c } } }",
            "follow from their updates too"
        ),
    ])
    func `a mapping that makes no sense is refused`(mapping: String, word: String) throws {
        let folder = try SourceFolder(["desk.yaml": mapping])
        let error = try #require(folder.refusal { $0.mapping = folder.path + "/desk.yaml" })
        #expect(error.description.contains(word), "\(error.description)")
    }

    @Test func `a column of a condition has to be there`() throws {
        var files = Self.zendesk
        files["user.csv"] = "id,name\n501,Anna\n"
        let error = try #require(
            SourceFolder(files).refusal {
                $0.mapping = "zendesk"
                $0.mappingFolder = packageRoot + "/pipelines/mappings"
            })
        #expect(error.kind == .missingColumn && error.description.contains("role"))
    }
}
