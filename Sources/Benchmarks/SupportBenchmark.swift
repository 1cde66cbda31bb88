import Analytics
import ArgumentParser
import Domain
import Foundation
import Kernels
import Tables

/// Times business time alone, and ticket clocks with all that follows from them, from columns in memory.
struct SupportBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support",
        abstract: "Time business time (beside Benchmarks/business_time.py) and the clocks of simulated tickets.")

    @Option(help: "Simulated tickets; each has four to six events.")
    var tickets = 1_000_000

    @Option(help: "Runs that are counted of each, after one that is not.")
    var runs = 3

    @Option(help: "Threads.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    func run() {
        timeCalendar()
        let shop = SimulatedDesk.shop(tickets: tickets)
        Benchmarks.show(
            "\n\(shop.tickets.count) tickets, \(shop.ticketEvents.count) events, \(jobs) threads, medians of \(runs)\n")
        let agreement = SimulatedDesk.agreement
        let clocks = TicketClocks(of: shop, agreement, jobs: jobs)
        let support = SupportAnalysis(clocks, jobs: jobs)
        measure("clocks: every duration and target") { TicketClocks(of: shop, agreement, jobs: jobs).records.count }
        measure("agents and days: credits") {
            SupportAnalysis(clocks, jobs: jobs).agentTable(AgentMetricsTable.daily).rowCount
        }
        measure("sla_status: rows with slices") {
            Partitions.ranges(of: tickets).reduce(0) { $0 + clocks.statusTable($1).rowCount }
        }
        measure("ticket_metrics: rows with timelines") {
            Partitions.ranges(of: tickets).reduce(0) { $0 + clocks.metricsTable($1).rowCount }
        }
        measure("queue") { support.queueTable(CustomerValues()).rowCount }
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        Benchmarks.show("  " + (status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? "") + "\n")
    }

    private func timeCalendar() {
        let (start, period, longest): (Int64, Int64, Int64) = (1_672_531_200, 730 * 86_400, 14 * 86_400)
        let spans = (0..<Int64(tickets)).map { index -> Range<Int64> in
            let begin = start + index * 2_654_435_761 % period
            return begin..<begin + index * 40_503_001 % longest
        }
        Benchmarks.show("\(spans.count) spans, one thread, medians of \(runs)\n")
        measure("business time, table included") {
            let time = BusinessTime(SimulatedDesk.calendar, over: start - 86_400 * 12..<start + period + 31 * 86_400)
            return Int(spans.reduce(0) { $0 + time.elapsed(from: $1.lowerBound, to: $1.upperBound) })
        }
    }

    /// Prints the median time and what the body answers.
    private func measure(_ name: String, _ body: () -> Int) {
        var answer = body()
        let seconds = (0..<runs).map { _ in ContinuousClock().measure { answer = body() } / .seconds(1) }.sorted()
        let padded = name.padding(toLength: 40, withPad: " ", startingAt: 0)
        Benchmarks.show("  \(padded) \(String(format: "%8.3f s", seconds[runs / 2]))   \(answer)\n")
    }
}

/// A desk of 200 agents over two years: an assignment, an answer, a wait for the customer, an answer, a resolution.
///
/// Some tickets are never waited for, some never answered by the customer. Open at the end are those of the last days, and
/// one in a thousand, as at a desk that clears its queue.
private enum SimulatedDesk {
    static let calendar: BusinessCalendar = {
        let days = [
            (2023, 4, 7), (2023, 4, 10), (2023, 5, 1), (2023, 10, 3), (2023, 12, 25), (2023, 12, 26), (2024, 1, 1),
            (2024, 5, 1), (2024, 10, 3), (2024, 12, 25),
        ]
        let holidays = Set(days.map { CivilDate.daysSince1970(validYear: $0.0, month: $0.1, day: $0.2) })
        let hours = (0..<7).map { weekday -> [Range<Int32>] in weekday < 5 ? [32_400..<61_200] : [] }
        let zone = ShopZone(identifier: "Europe/Berlin") ?? .utc
        return BusinessCalendar(
            name: "office", versions: [.init(zone: zone, hours: hours, holidays: holidays)])
    }()

    static let agreement: ServiceAgreement = {
        var policies = ServiceAgreement.defaultPolicies
        for index in policies.indices {
            policies[index].targets[1] = 4 * 3_600
            policies[index].calendar = index > 1 ? "office" : nil
        }
        return ServiceAgreement(calendars: [calendar], policies: policies)
    }()

    static func shop(tickets: Int) -> Shop {
        let (start, days) = (Int64(1_672_531_200), 730)
        let asOf = start + Int64(days) * 86_400
        var shop = Shop(asOf: Instant(secondsSince1970: asOf), zone: calendar.versions[0].zone, currency: "EUR")
        (shop.has.tickets, shop.has.ticketEvents, shop.has.ticketPriority) = (true, true, true)
        shop.agents.ids = StringTable((0..<200).map { "agent-\(1_000 + $0)" })
        shop.tickets.channels = StringTable(["email", "chat", "phone"])
        shop.tickets.categories = StringTable(["billing", "delivery", "product", "return"])
        shop.ticketEvents.values = StringTable(["open", "pending", "resolved"] + shop.agents.ids.strings)
        shop.customers.ids = StringTable((0..<tickets).map { String(10_000_000 + $0) })
        for ticket in 0..<tickets { add(ticket, start, asOf, &shop) }
        return shop
    }

    private static func add(_ ticket: Int, _ start: Int64, _ asOf: Int64, _ shop: inout Shop) {
        var random = CounterRandom(seed: 1, stream: UInt64(ticket))
        let created = start + Int64(random.index(below: Int(asOf - start)))
        let agent = Int32(random.index(below: 200))
        shop.tickets.ids.append("T\(10_000_000 + ticket)")
        shop.tickets.customer.append(Int32(ticket))
        shop.tickets.createdAt.append(created * Instant.microsecondsPerSecond)
        for column in [\Tickets.firstResponseAt, \.resolvedAt, \.closedAt] {
            shop.tickets[keyPath: column].append(Instant.missing)
        }
        shop.tickets.channel.append(Int32(random.index(below: 3)))
        shop.tickets.category.append(Int32(random.index(below: 4)))
        shop.tickets.priority.append(UInt8(random.index(below: 4)))
        shop.tickets.status.append(TicketStatus.open.rawValue)
        shop.tickets.assignee.append(agent)
        shop.tickets.csat.append(UInt8(random.index(below: 6)))
        shop.tickets.reopenedCount.append(-1)
        var at = created
        let story: [(TicketEventKind, TicketActor, Int32, Int)] = [
            (.assign, .system, 3 + agent, 600), (.message, .agent, -1, 20_000), (.status, .agent, 1, 60),
            (.message, .customer, -1, 100_000), (.message, .agent, -1, 30_000), (.status, .agent, 2, 10_000),
        ]
        let (skipped, isForgotten) = (random.index(below: 3), random.index(below: 1_000) == 0)
        for (step, (kind, actor, to, wait)) in story.enumerated() {
            at += Int64(random.index(below: wait))
            guard !(4 - skipped..<4).contains(step), !(isForgotten && step == 5) else { continue }
            guard at < asOf else { break }
            shop.ticketEvents.at.append(at * Instant.microsecondsPerSecond)
            shop.ticketEvents.kind.append(kind.rawValue)
            shop.ticketEvents.actor.append(actor.rawValue)
            shop.ticketEvents.actorID.append(actor == .agent ? 3 + agent : -1)
            shop.ticketEvents.from.append(-1)
            shop.ticketEvents.to.append(to)
        }
        shop.tickets.eventStart.append(Int32(shop.ticketEvents.count))
        shop.customers.orderStart.append(0)
        shop.customers.ticketStart.append(Int32(ticket + 1))
    }
}
