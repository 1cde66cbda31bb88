import Analytics
import Domain
import Foundation
import Tables
import Testing

/// The tables of `docs/ticket-clocks.md`: what a support manager reads is what is tested.
private struct ClockExample: CustomTestStringConvertible, Sendable {
    let number: Int
    let isInOfficeHours: Bool
    let cells: [String]

    var testDescription: String { "ticket \(number): \(cells[2].isEmpty ? "nothing happened" : cells[2])" }

    static let all: [ClockExample] = {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/ticket-clocks.md").standardized
        guard let text = try? String(contentsOf: page, encoding: .utf8) else { return [] }
        var (examples, isInOfficeHours): ([ClockExample], Bool) = ([], false)
        for line in text.split(separator: "\n") {
            if line == "## In office hours" { isInOfficeHours = true }
            guard line.hasPrefix("| "), !line.hasPrefix("| created") else { continue }
            let cells = line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
            examples.append(
                ClockExample(
                    number: examples.count + 1, isInOfficeHours: isInOfficeHours,
                    cells: cells.map { $0.trimmingCharacters(in: .whitespaces) }))
        }
        return examples
    }()

    var agreement: ServiceAgreement {
        guard isInOfficeHours else {
            return ServiceAgreement(
                policies: ServiceAgreement.defaultPolicies.map { policy in
                    var policy = policy
                    policy.targets[1] = 3_600
                    return policy
                })
        }
        var desk = ServicePolicy(name: "desk")
        (desk.targets, desk.calendar) = ([3_600, 7_200, 8 * 3_600], "office")
        return ServiceAgreement(calendars: [.office(holidays: ["2026-03-13"])], policies: [desk])
    }

    func tables() throws -> (status: Table, metrics: Table) {
        var shop = SupportShop(asOf: cells[3])
        var (events, summary): ([String], SupportShop.Summary) = ([], .init())
        for line in cells[2].split(separator: ";").map({ $0.trimmingCharacters(in: .whitespaces) }) {
            guard line.hasPrefix("summary ") else {
                events.append(line)
                continue
            }
            let words = line.split(separator: " ").dropFirst().map(String.init)
            let rest = words.dropFirst().joined(separator: " ")
            switch words[0] {
            case "first_response_at": summary.firstResponse = rest
            case "resolved_at": summary.resolved = rest
            default: summary.status = try #require(TicketStatus.allCases.first { $0.name == rest })
            }
        }
        let priority = try #require(TicketPriority.allCases.first { $0.name == cells[1] })
        shop.add(cells[0], events, priority: priority, summary: summary)
        let clocks = TicketClocks(of: shop.shop, agreement, jobs: 1)
        return (clocks.statusTable(0..<1), clocks.metricsTable(0..<1))
    }
}

extension Table {
    func integers(_ column: String) -> [Int64] {
        guard case .integer(let values)? = self[named: column] else { return [] }
        return values
    }

    func reals(_ column: String) -> [Double] {
        guard case .real(let values)? = self[named: column] else { return [] }
        return values
    }

    func texts(_ column: String) -> [String?] {
        guard case .text(let values)? = self[named: column] else { return [] }
        return (0..<values.count).map { values[$0] }
    }
}

struct TicketClockTests {
    @Test func `the page has at least sixty tickets`() {
        #expect(ClockExample.all.count >= 60)
    }

    @Test(arguments: ClockExample.all)
    fileprivate func `clocks read as worked out by hand`(example: ClockExample) throws {
        let (status, metrics) = try example.tables()
        let rows = status.texts("target")
        for (column, target) in [(4, "first_response"), (5, "next_response"), (6, "resolution")] {
            let wanted = example.cells[column]
            guard let row = rows.firstIndex(of: target) else {
                #expect(wanted == "-")
                continue
            }
            var found = "\(status.texts("status")[row] ?? "") \(Self.clock(status.integers("elapsed_seconds")[row]))"
            if wanted.contains(" due ") {
                let due = status.texts("due_at")[row]
                let text = try #require(wanted.firstRange(of: " due ").map { String(wanted[$0.upperBound...]) })
                found += due == nil ? " due -" : " due " + (due == Self.instant(text) ? text : due ?? "")
            }
            #expect(found == wanted)
        }
        for (column, name) in [(7, "agent_work"), (8, "agent_wait"), (9, "on_hold")] {
            #expect(Self.clock(metrics.integers("\(name)_seconds")[0]) == example.cells[column], "\(name)")
        }
    }

    private static func instant(_ text: String) -> String? {
        text == "-" ? nil : SupportShop.instant(text).description
    }

    private static func clock(_ seconds: Int64) -> String {
        guard seconds != .min else { return "-" }
        let minutes = "0\(seconds / 60 % 60)".suffix(2)
        return "\(seconds / 3_600):\(minutes)" + (seconds % 60 == 0 ? "" : ":\(seconds % 60)")
    }

    /// Exact.md: the plain first reply of the robot's ticket is four days, five hours and ten minutes.
    @Test func `the plain first reply counts the time in which the ticket was resolved`() {
        var shop = SupportShop(asOf: "Fri 15:00")
        shop.add(
            "Mon 09:00",
            ["Mon 09:05 robot status resolved", "Fri 14:00 customer status open", "Fri 14:10 anna message"])
        let clocks = TicketClocks(of: shop.shop, ServiceAgreement(calendars: [.office()]), jobs: 1)
        let metrics = clocks.metricsTable(0..<1)
        #expect(metrics.integers("first_reply_seconds") == [((4 * 24 + 5) * 60 + 10) * 60])
        #expect(metrics.integers("first_reply_sla_seconds") == [15 * 60])
        // Four whole office days and Friday from nine to ten past two.
        #expect(metrics.integers("first_reply_business_seconds") == [(4 * 8 * 60 + 5 * 60 + 10) * 60])
        #expect(metrics.integers("next_reply_worst_seconds") == [10 * 60])
    }

    @Test func `closing hours are never counted as pause`() {
        var shop = SupportShop(asOf: "Tue 11:00")
        shop.add("Mon 09:00", ["Mon 10:00 anna status pending", "Tue 10:00 customer status open"])
        var desk = ServicePolicy(name: "desk")
        (desk.targets, desk.calendar) = ([nil, nil, 8 * 3_600], "office")
        let clocks = TicketClocks(
            of: shop.shop, ServiceAgreement(calendars: [.office()], policies: [desk]), jobs: 1)
        let status = clocks.statusTable(0..<1)
        // Seven hours on Monday and one on Tuesday, of twenty-four.
        #expect(status.integers("paused_seconds") == [8 * 3_600])
        #expect(
            status.texts("slices") == [
                """
                [["2026-03-02T08:00:00Z","2026-03-02T09:00:00Z","counted"],\
                ["2026-03-02T09:00:00Z","2026-03-02T16:00:00Z","waiting_for_customer"],\
                ["2026-03-02T16:00:00Z","2026-03-03T08:00:00Z","closed_hours"],\
                ["2026-03-03T08:00:00Z","2026-03-03T09:00:00Z","waiting_for_customer"],\
                ["2026-03-03T09:00:00Z","2026-03-03T10:00:00Z","counted"]]
                """
            ])
    }

    /// Office hours are 08:00 to 16:00 UTC here: Monday 16:00 in Berlin to Tuesday noon, waiting for the customer in between.
    @Test func `every duration shows what it is made of`() throws {
        var shop = SupportShop(asOf: "Wed 09:00")
        shop.add(
            "Mon 16:00",
            [
                "Mon 16:30 anna message", "Mon 16:30 anna status pending", "Tue 10:00 customer message",
                "Tue 10:00 customer status open", "Tue 11:00 anna message", "Tue 12:00 anna status resolved",
            ])
        let clocks = TicketClocks(of: shop.shop, ServiceAgreement(calendars: [.office()]), jobs: 1)
        let metrics = clocks.metricsTable(0..<1)
        let document = MetricsSlices.document(metrics.texts("slices")[0] ?? "")
        let days = ["2026-03-02": "Mon", "2026-03-03": "Tue", "2026-03-04": "Wed"]
        let found = document.mapValues { lists in
            lists.map { list in
                list.map { slice in
                    let ends = [slice.from, slice.until].map { seconds -> String in
                        let text = Instant(secondsSince1970: seconds).description
                        return "\(days[String(text.prefix(10))] ?? "?") \(text.dropFirst(11).prefix(5))"
                    }
                    return "\(ends[0]) - \(ends[1]) \(slice.why)"
                }
            }
        }
        let resolution = [
            "Mon 15:00 - Mon 16:00 counted", "Mon 16:00 - Tue 08:00 closed_hours", "Tue 08:00 - Tue 11:00 counted",
        ]
        let open = [
            "Mon 15:00 - Mon 15:30 counted", "Mon 15:30 - Tue 09:00 waiting_for_customer",
            "Tue 09:00 - Tue 11:00 counted", "Tue 11:00 - Wed 08:00 resolved",
        ]
        #expect(
            found == [
                "first_reply": [["Mon 15:00 - Mon 15:30 counted"]],
                "first_reply_sla": [["Mon 15:00 - Mon 15:30 counted"]],
                "next_replies": [["Tue 09:00 - Tue 10:00 counted"]],
                "first_resolution": [resolution], "full_resolution": [resolution],
                "requester_wait": [open], "agent_work": [open],
                "agent_wait": [
                    [
                        "Mon 15:00 - Mon 15:30 open", "Mon 15:30 - Mon 16:00 counted",
                        "Mon 16:00 - Tue 08:00 closed_hours", "Tue 08:00 - Tue 09:00 counted",
                        "Tue 09:00 - Tue 11:00 open", "Tue 11:00 - Wed 08:00 resolved",
                    ]
                ],
                "on_hold": [
                    [
                        "Mon 15:00 - Mon 15:30 open", "Mon 15:30 - Tue 09:00 waiting_for_customer",
                        "Tue 09:00 - Tue 11:00 open", "Tue 11:00 - Wed 08:00 resolved",
                    ]
                ],
            ])
        #expect(metrics.integers("full_resolution_business_seconds") == [4 * 3_600])
        #expect(metrics.integers("agent_wait_seconds") == [17 * 3_600 + 1_800])
    }

    @Test func `a policy holds for the tickets of its days`() {
        var shop = SupportShop(asOf: "Fri 09:00")
        shop.add("Mon 09:00", ["Mon 10:30 anna message"])
        shop.add("Wed 09:00", ["Wed 10:30 anna message"])
        var (old, new) = (ServicePolicy(name: "desk"), ServicePolicy(name: "desk"))
        (old.targets, new.targets) = ([7_200, nil, nil], [3_600, nil, nil])
        new.validFrom = CivilDate.daysSince1970(validYear: 2026, month: 3, day: 4)
        let clocks = TicketClocks(of: shop.shop, ServiceAgreement(policies: [old, new]), jobs: 1)
        #expect(clocks.statusTable(0..<2).texts("status") == ["met", "met_late"])
    }

    @Test func `the first policy that matches holds`() {
        var shop = SupportShop(asOf: "Fri 09:00")
        shop.add("Mon 09:00", [], summary: .init(channel: 1, category: 0))
        shop.add("Mon 09:00", [], summary: .init(channel: 1, category: 1))
        shop.add("Mon 09:00", [], summary: .init(channel: 0, category: 0))
        var (both, chat) = (ServicePolicy(name: "billing by chat"), ServicePolicy(name: "chat"))
        (both.channel, both.category, both.targets) = ("chat", "billing", [3_600, nil, nil])
        (chat.channel, chat.targets) = ("chat", [3_600, nil, nil])
        let clocks = TicketClocks(of: shop.shop, ServiceAgreement(policies: [both, chat]), jobs: 1)
        #expect(clocks.statusTable(0..<3).texts("policy") == ["billing by chat", "chat"])
    }

    @Test func `summary columns that say otherwise than the events are told of`() {
        var shop = SupportShop(asOf: "Fri 09:00")
        shop.add(
            "Mon 09:00", ["Mon 09:30 anna message", "Mon 10:00 anna status resolved"],
            summary: .init(firstResponse: "Mon 09:20", resolved: "Mon 10:00", status: .open))
        let clocks = TicketClocks(of: shop.shop, ServiceAgreement(), jobs: 1)
        let found = clocks.disagreements.filter { $0.tickets > 0 }.map(\.column)
        #expect(found == ["first_response_at", "status"])
    }

    @Test func `a past frame judges by what had happened, and not by a priority that may have come later`() {
        var shop = SupportShop(asOf: "Fri 09:00")
        shop.add("Mon 09:00", ["Mon 09:10 robot priority urgent normal", "Tue 09:00 anna message"], priority: .urgent)
        shop.add("Thu 09:00", ["Thu 09:10 anna message"])
        var normal = ServicePolicy(name: "all")
        normal.targets = [480 * 60, nil, 48 * 3_600]
        let agreement = ServiceAgreement(policies: [normal])
        func judged(_ agreement: ServiceAgreement, _ frame: FeatureFrame) -> ServiceLevels? {
            ServiceLevels.judged(shop.shop, by: agreement, frame: frame, jobs: 1)
        }
        let early = judged(agreement, .dated(SupportShop.instant("Mon 09:05")))
        let later = judged(agreement, .dated(SupportShop.instant("Wed 09:00")))
        #expect(early?.judged == [0])
        #expect(later?.judged == [1] && later?.breached == [1])
        #expect(judged(ServiceAgreement(), .dated(SupportShop.instant("Wed 09:00"))) == nil)
        let tonight = judged(ServiceAgreement(), .tonight)
        #expect(tonight?.judged == [2] && tonight?.breached == [1])
    }
}
