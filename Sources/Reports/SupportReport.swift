package import Analytics
package import Domain

/// The report `support`: how many tickets, how long they took, what customers thought of it, and whom waiting costs most.
package struct SupportReport: Report, Equatable {
    package static let name = ReportName.support

    /// A row of the table `repeat_issues`.
    struct RepeatIssue: Codable, Equatable, Sendable, Documented {
        let customerID, category: String
        let tickets, repeats: Int
        let firstAt, lastAt: String

        private enum CodingKeys: String, CodingKey {
            case category, tickets, repeats
            case customerID = "customer_id"
            case firstAt = "first_at"
            case lastAt = "last_at"
        }

        static let meanings = [
            "customer_id": "Id of the customer.", "category": "Category of the tickets.",
            "tickets": "Most tickets within any 30 days.", "repeats": "Tickets with an earlier one within 30 days.",
            "first_at": "Creation of the first ticket.", "last_at": "Creation of the last one.",
        ]
    }

    let volume: [SupportVolume]
    let channels, categories, priorities: [TicketGroup]
    let resolution, firstResponse: HoursSummary
    let csat: RatingSummary
    let oneTouchRate: Double?
    let reopenRate, firstContactResolution: ShareEstimate
    let peakHours: [[Int]]
    let topCustomers: [CustomerTickets]
    let repeatIssues: [RepeatIssue]
    /// `nil` where no model says what customers are worth.
    let vip: VIPSupport?
    /// What the source's own columns say.
    let source: DeskWord
    let byValue: SupportByValue
    let endangered: [EndangeredCustomer]?
    /// As ``volume``, by ISO week and by month.
    let volumeByWeek, volumeByMonth: [SupportVolume]

    private enum CodingKeys: String, CodingKey {
        case volume, channels, categories, priorities, resolution, csat, vip, source
        case byValue = "by_value"
        case endangered = "endangered_customers"
        case volumeByWeek = "volume_by_week"
        case volumeByMonth = "volume_by_month"
        case firstResponse = "first_response"
        case oneTouchRate = "one_touch_rate"
        case reopenRate = "reopen_rate"
        case firstContactResolution = "first_contact_resolution"
        case peakHours = "peak_hours"
        case topCustomers = "top_customers"
        case repeatIssues = "repeat_issues"
    }

    package static let meanings = [
        "volume": "Tickets by local day.", "volume_by_week": "Tickets by ISO week.",
        "volume_by_month": "Tickets by month.",
        "channels": "Tickets by channel.", "categories": "Tickets by category.",
        "priorities": "Tickets by present priority, the most urgent first.",
        "resolution": "Calendar hours from creation to the resolution that holds.",
        "first_response": "Calendar hours from creation to the first public answer.",
        "csat": "Ratings from 1 to 5.",
        "one_touch_rate": "Share of resolved tickets with one public answer and no reopening; left out where unknown.",
        "reopen_rate": "Of resolutions followed for 30 days, those taken back within them.",
        "first_contact_resolution":
            "Of tickets resolved 7 or more days ago: one public answer, no reopening, and no further "
            + "ticket of that customer and category within 7 days.",
        "peak_hours": "Tickets created, 7 rows from Monday × 24 local hours.",
        "top_customers": "The 20 customers with the most tickets.",
        "repeat_issues": "Customers who came back with a category within 30 days: the table `repeat_issues`.",
        "vip": "Tickets of customers worth more than 1,000 in the next 12 months; left out without a lifetime model.",
        "source": "What the source's own columns say, whatever the clocks found.",
        "by_value": "Waiting and breaches by how much customers matter.",
        "endangered_customers":
            "Customers with a churn probability above 0.7 and an open ticket; left out without a churn model.",
    ]

    package init(_ support: SupportAnalysis, _ values: CustomerValues) {
        let clocks = support.clocks
        volume = support.volume(.day)
        (volumeByWeek, volumeByMonth) = (support.volume(.week), support.volume(.month))
        byValue = SupportByValue(clocks, values)
        endangered = EndangeredCustomer.list(clocks, values.churnRisk)
        source = DeskWord(clocks)
        (channels, categories, priorities) = (support.channels, support.categories, support.priorities)
        (resolution, firstResponse) = (support.resolutionHours, support.firstResponseHours)
        (csat, oneTouchRate) = (support.ratings, support.oneTouchRate)
        (reopenRate, firstContactResolution) = (support.reopenRate, support.firstContactResolution)
        (peakHours, topCustomers) = (support.peakHours, support.topCustomers)
        repeatIssues = TableRecords(support.repeatIssuesTable).decoded()
        vip = support.vip(values)
    }
}

extension SupportVolume: Documented {
    package static let meanings = [
        "day": "Local day, ISO week or month.", "created": "Tickets created.", "resolved": "Resolutions.",
        "reopened": "Resolutions taken back.", "backlog": "Open tickets at the end.",
    ]
}

extension TicketGroup: Documented {
    package static let meanings = ["name": "Name.", "tickets": "Tickets.", "unresolved": "Of these, open."]
}

extension HoursSummary: Documented {
    package static let meanings = [
        "mean_hours": "Mean of finished tickets; left out without any, as those that follow.",
        "median_hours": "Median of finished tickets.", "p90_hours": "90 % quantile of finished tickets.",
        "km_median_hours":
            "Kaplan-Meier median with unfinished tickets as censored; left out where more than half are open.",
        "km_p90_hours": "Kaplan-Meier 90 % quantile.", "finished": "Finished tickets.",
        "unfinished": "Tickets that are not.",
    ]
}

extension RatingSummary: Documented {
    package static let meanings = [
        "mean": "Mean rating; left out without any.", "rated": "Ratings.",
        "response_rate": "Ratings / resolved tickets.", "satisfied_share": "Share of ratings of 4 or 5.",
    ]
}

extension ShareEstimate: Documented {
    package static let meanings = [
        "value": "`count` / `of`; left out where `of` is 0, as the interval.",
        "lower": "Lower end of the 95 % interval (Wilson).",
        "upper": "Upper end.", "count": "Cases counted.", "of": "All cases.",
    ]
}

extension CustomerTickets: Documented {
    package static let meanings = ["customer_id": "Id of the customer.", "tickets": "Tickets."]
}

extension VIPSupport: Documented {
    package static let meanings = [
        "tickets": "Tickets.", "unresolved": "Of these, open.", "judged": "Decided targets.", "late": "Of these, late.",
        "resolution": "Calendar hours to resolution.",
    ]
}

extension DeskWord: Documented {
    package static let meanings = [
        "tickets": "Tickets.", "events": "Ticket events.", "sla_met": "Tickets that the source says met their SLA.",
        "sla_missed": "Tickets that it says missed it; both left out where it says nothing.",
        "reassigned": "Tickets reassigned at least once.", "reopened": "Tickets reopened at least once.",
        "resolved": "Tickets with a time of resolution.", "mean_hours": "Mean hours from creation to it.",
        "median_hours": "Median.",
    ]
}

extension SupportByValue: Documented {
    package static let meanings = [
        "segments": "By segment of `purchase_value`; left out where it was not observed.",
        "churn_levels": "By level of churn probability; left out without a churn model.",
        "lifetime_value": "By expected net value of 12 months: up to 500, up to 1,000, more; left out without a model.",
    ]
}

extension SupportByValue.Group: Documented {
    package static let meanings = [
        "name": "Name of the group.", "customers": "Customers with a ticket.", "tickets": "Their tickets.",
        "unresolved": "Of these, open.", "judged": "Decided targets.",
        "breached": "Share of decided targets that were late.",
        "first_reply_median_hours": "Median calendar hours to the first public answer.",
        "wait_mean_hours": "Mean hours in states in which the customer waits (open or on hold).",
        "wait_median_hours": "Median of these.",
    ]
}

extension EndangeredCustomer: Documented {
    package static let meanings = [
        "customer_id": "Id of the customer.", "churn_risk": "Churn probability.", "open_tickets": "Open tickets.",
        "breached_tickets": "Of these, with a breached target.",
    ]
}

extension SupportReport {
    /// Rows of a list that fit on a screen, and weeks of volume.
    private static let (rows, weeks) = (10, 8)

    package func text(_ style: TextStyle) -> String {
        [headline, volumeText, hoursText, origins, valueText, endangeredText, repeatsText].asParts
    }

    private var headline: String {
        let tickets = priorities.reduce(0) { $0.addingClamped($1.tickets) }
        let open = priorities.reduce(0) { $0.addingClamped($1.unresolved) }
        var lines = ["\(Figure.count(tickets)) tickets, \(Figure.count(open)) of them open"]
        lines += firstResponse.lines("first reply", ended: "replied to", unended: "wait for one")
        lines += resolution.lines("resolution", ended: "resolved", unended: "are open")
        lines.append("one-touch                   \(Figure.percent(oneTouchRate)) of resolved tickets")
        lines.append(
            "first-contact resolution    \(firstContactResolution.words) tickets resolved 7 days ago or earlier")
        lines.append("reopened                    \(reopenRate.words) resolutions followed for 30 days")
        if let mean = csat.mean {
            lines.append(
                "CSAT                        \(Figure.decimal(mean)) of 5 by \(Figure.count(csat.rated))"
                    + " customers (\(Figure.percent(csat.responseRate)) of resolved tickets);"
                    + " \(Figure.percent(csat.satisfiedShare)) gave 4 or 5")
        }
        if let vip, vip.tickets > 0 {
            let late = Double(vip.late) / max(1, Double(vip.judged))
            lines.append(
                "VIP (worth above 1,000)     \(Figure.count(vip.tickets)) tickets, \(Figure.count(vip.unresolved)) open;"
                    + " half resolved within \(Figure.hours(vip.resolution.medianHours));"
                    + " \(Figure.percent(late)) of targets breached")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private var volumeText: String {
        guard !volumeByWeek.isEmpty else { return "" }
        var table = TextTable(["week", "created", "resolved", "reopened", "backlog"], numeric: [1, 2, 3, 4])
        for week in volumeByWeek.suffix(Self.weeks) {
            table.add(
                [week.day] + [week.created, week.resolved, week.reopened, week.backlog].map { Figure.count(Int($0)) })
        }
        return table.text
    }

    /// Three hours a column.
    private var hoursText: String {
        guard peakHours.count == 7 else { return "" }
        var table = TextTable(
            ["created"] + stride(from: 0, to: 24, by: 3).map { "\($0)-\($0 + 3) h" }, numeric: Set(1...8))
        for (name, hours) in zip(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], peakHours) {
            table.add(
                [name]
                    + stride(from: 0, to: hours.count, by: 3).map {
                        Figure.count(hours[$0...].prefix(3).reduce(0) { $0.addingClamped($1) })
                    })
        }
        return table.text
    }

    private var origins: String {
        var table = TextTable(["", "", "tickets", "open"], numeric: [2, 3])
        for (name, groups) in [("priority", priorities), ("channel", channels), ("category", categories)] {
            for group in groups where group.tickets != 0 {
                table.add([name, group.name, Figure.count(group.tickets), Figure.count(group.unresolved)])
            }
        }
        return table.text
    }

    private var valueText: String {
        var table = TextTable(
            ["", "", "customers", "tickets", "open", "breached", "first reply", "waited"],
            numeric: [2, 3, 4, 5, 6, 7])
        let kinds = [
            ("spending", byValue.segments), ("churn", byValue.churnLevels), ("next 12 months", byValue.lifetimeValue),
        ]
        let rows = kinds.flatMap { name, groups in (groups ?? []).filter { $0.tickets != 0 }.map { (name, $0) } }
        for (name, group) in rows {
            table.add([
                name, group.name, Figure.count(group.customers), Figure.count(group.tickets),
                Figure.count(group.unresolved), Figure.percent(group.breached.value),
                Figure.hours(group.firstReplyMedianHours), Figure.hours(group.waitMeanHours),
            ])
        }
        return rows.isEmpty ? "" : "who waits (first reply: median; waited: mean hours open or on hold)\n" + table.text
    }

    private var endangeredText: String {
        guard let endangered else { return "" }
        guard !endangered.isEmpty else { return "no customer who is likely to leave has an open ticket\n" }
        var table = TextTable(["customer", "churn risk", "open tickets", "breached"], numeric: [1, 2, 3])
        for customer in endangered.prefix(Self.rows) {
            table.add([
                customer.customerID, Figure.percent(customer.churnRisk), Figure.count(customer.openTickets),
                Figure.count(customer.breachedTickets),
            ])
        }
        return "likely to leave, and waiting (\(min(Self.rows, endangered.count)) of \(endangered.count))\n"
            + table.text
    }

    private var repeatsText: String {
        guard !repeatIssues.isEmpty else { return "" }
        var table = TextTable(["customer", "category", "tickets within 30 days", "last"], numeric: [2])
        for issue in repeatIssues.sorted(by: { $0.repeats > $1.repeats }).prefix(Self.rows) {
            table.add([issue.customerID, issue.category, Figure.count(issue.tickets), String(issue.lastAt.prefix(10))])
        }
        return "repeat issues within 30 days (\(min(Self.rows, repeatIssues.count)) of "
            + "\(repeatIssues.count))\n" + table.text
    }
}

extension HoursSummary {
    /// Of those that ended, and with the others taken for what they are: not over yet.
    fileprivate func lines(_ name: String, ended: String, unended: String) -> [String] {
        guard medianHours != nil else { return [] }
        let label = name + String(repeating: " ", count: max(0, 28 - name.count))
        let blank = String(repeating: " ", count: 28)
        return [
            "\(label)half within \(Figure.hours(medianHours)), 90 % within \(Figure.hours(p90Hours)), mean "
                + "\(Figure.hours(meanHours)) (\(Figure.count(finished)) \(ended))",
            "\(blank)half within \(Figure.hours(kmMedianHours)), 90 % within \(Figure.hours(kmP90Hours)), counting the "
                + "\(Figure.count(unfinished)) that \(unended)",
        ]
    }
}

extension ShareEstimate {
    fileprivate var words: String {
        "\(Figure.percent(value)) (\(Figure.percent(lower)) to \(Figure.percent(upper))) of \(Figure.count(of))"
    }
}
