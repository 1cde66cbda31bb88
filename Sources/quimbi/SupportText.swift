import Domain

/// The report `support` as the head of a desk reads it: how long customers wait and what they think of it, when and where
/// tickets come from, whom waiting costs most, and who comes back.
struct SupportText {
    /// Rows of a list that fit on a screen, and weeks of volume.
    private static let (rows, weeks) = (10, 8)

    private let report: JSONValue

    init(_ report: JSONValue) {
        self.report = report
    }

    var text: String {
        [headline, volume, hours, origins, value, endangered, repeats].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var headline: String {
        let groups = report["priorities"]?.items ?? []
        func sum(_ key: String) -> Int { groups.reduce(0) { $0.addingClamped(Int(saturating: $1[key]?.number ?? 0)) } }
        var lines = ["\(Figure.count(sum("tickets"))) tickets, \(Figure.count(sum("unresolved"))) of them open"]
        lines += time("first answer", "first_response", ended: "answered", unended: "wait for it")
        lines += time("resolution", "resolution", ended: "resolved", unended: "are open")
        lines.append(
            "one public answer and done  \(Figure.percent(report["one_touch_rate"]?.number)) of resolved tickets")
        lines.append(
            "resolved at first contact   \(share("first_contact_resolution")) tickets resolved 7 days ago or earlier")
        lines.append("taken up again              \(share("reopen_rate")) resolutions followed for 30 days")
        if let csat = report["csat"], let mean = csat["mean"]?.number {
            lines.append(
                "rating                      \(Figure.decimal(mean)) of 5 by \(Figure.count(csat["rated"]))"
                    + " customers (\(Figure.percent(csat["response_rate"]?.number)) of resolved tickets);"
                    + " \(Figure.percent(csat["satisfied_share"]?.number)) gave 4 or 5")
        }
        if let vip = report["vip"], let tickets = vip["tickets"]?.number, tickets > 0 {
            let late = (vip["late"]?.number ?? 0) / max(1, vip["judged"]?.number ?? 0)
            lines.append(
                "worth more than 1,000        \(Figure.count(vip["tickets"])) tickets, \(Figure.count(vip["unresolved"])) open;"
                    + " half resolved within \(Figure.hours(vip["resolution"]?["median_hours"]?.number));"
                    + " \(Figure.percent(late)) of promises broken")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Of those that ended, and with the others taken for what they are: not over yet.
    private func time(_ name: String, _ key: String, ended: String, unended: String) -> [String] {
        guard let hours = report[key], hours["median_hours"]?.number != nil else { return [] }
        func figure(_ key: String) -> String { Figure.hours(hours[key]?.number) }
        let label = name.padding(28)
        return [
            "\(label)half within \(figure("median_hours")), 90 % within \(figure("p90_hours")), mean "
                + "\(figure("mean_hours")) (\(Figure.count(hours["finished"])) \(ended))",
            "\("".padding(28))half within \(figure("km_median_hours")), 90 % within \(figure("km_p90_hours")), counting the "
                + "\(Figure.count(hours["unfinished"])) that \(unended)",
        ]
    }

    private func share(_ key: String) -> String {
        let share = report[key]
        return "\(Figure.percent(share?["value"]?.number)) (\(Figure.percent(share?["lower"]?.number)) to "
            + "\(Figure.percent(share?["upper"]?.number))) of \(Figure.count(share?["of"]))"
    }

    private var volume: String {
        guard let weeks = report["volume_by_week"]?.items, !weeks.isEmpty else { return "" }
        var table = TextTable(["week", "created", "resolved", "reopened", "open at its end"], numeric: [1, 2, 3, 4])
        for week in weeks.suffix(Self.weeks) {
            table.add([
                week["day"]?.text ?? "", Figure.count(week["created"]), Figure.count(week["resolved"]),
                Figure.count(week["reopened"]), Figure.count(week["backlog"]),
            ])
        }
        return table.text
    }

    /// Three hours a column.
    private var hours: String {
        guard let days = report["peak_hours"]?.items, days.count == 7 else { return "" }
        var table = TextTable(
            ["created"] + stride(from: 0, to: 24, by: 3).map { "\($0)-\($0 + 3) h" }, numeric: Set(1...8))
        for (name, day) in zip(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], days) {
            let hours = day.items.map { Int(saturating: $0.number ?? 0) }
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
        for (name, key) in [("priority", "priorities"), ("channel", "channels"), ("category", "categories")] {
            for group in report[key]?.items ?? [] where group["tickets"]?.number != 0 {
                table.add([
                    name, group["name"]?.text ?? "", Figure.count(group["tickets"]),
                    Figure.count(group["unresolved"]),
                ])
            }
        }
        return table.text
    }

    private var value: String {
        var table = TextTable(
            ["", "", "customers", "tickets", "open", "promises broken", "first answer", "waited"],
            numeric: [2, 3, 4, 5, 6, 7])
        let kinds = [
            ("spending", "segments"), ("churn", "churn_levels"), ("next 12 months", "lifetime_value"),
        ]
        var isEmpty = true
        for (name, key) in kinds {
            for group in report["by_value"]?[key]?.items ?? [] where group["tickets"]?.number != 0 {
                isEmpty = false
                table.add([
                    name, group["name"]?.text ?? "", Figure.count(group["customers"]), Figure.count(group["tickets"]),
                    Figure.count(group["unresolved"]), Figure.percent(group["breached"]?["value"]?.number),
                    Figure.hours(group["first_reply_median_hours"]?.number),
                    Figure.hours(group["wait_mean_hours"]?.number),
                ])
            }
        }
        return isEmpty ? "" : "who waits (first answer: median; waited: mean hours open or on hold)\n" + table.text
    }

    private var endangered: String {
        guard let found = report["endangered_customers"]?.items else { return "" }
        guard !found.isEmpty else { return "nobody who is likely to leave has an open ticket\n" }
        var table = TextTable(["customer", "will leave", "open tickets", "with a broken promise"], numeric: [1, 2, 3])
        for customer in found.prefix(Self.rows) {
            table.add([
                customer["customer_id"]?.text ?? "", Figure.percent(customer["churn_risk"]?.number),
                Figure.count(customer["open_tickets"]), Figure.count(customer["breached_tickets"]),
            ])
        }
        return "likely to leave, and waiting (\(min(Self.rows, found.count)) of \(found.count))\n" + table.text
    }

    private var repeats: String {
        let found = (report["repeat_issues"]?.items ?? []).sorted {
            ($0["repeats"]?.number ?? 0) > ($1["repeats"]?.number ?? 0)
        }
        guard !found.isEmpty else { return "" }
        var table = TextTable(["customer", "category", "tickets within 30 days", "last"], numeric: [2])
        for issue in found.prefix(Self.rows) {
            table.add([
                issue["customer_id"]?.text ?? "", issue["category"]?.text ?? "", Figure.count(issue["tickets"]),
                String((issue["last_at"]?.text ?? "").prefix(10)),
            ])
        }
        return "came back with the same matter within 30 days (\(min(Self.rows, found.count)) of \(found.count))\n"
            + table.text
    }
}

extension Figure {
    /// A length of time: minutes below an hour, hours below a hundred of them, else days; `-` where there is none.
    static func hours(_ hours: Double?) -> String {
        guard let hours, hours.isFinite else { return "-" }
        if hours < 1 { return "\(decimal(hours * 60, 0)) min" }
        return hours < 100 ? "\(decimal(hours, 1)) h" : "\(decimal(hours / 24, 1)) d"
    }

    /// A whole number of a report; `-` where there is none.
    static func count(_ value: JSONValue?) -> String {
        value?.number.map { count(Int(saturating: $0)) } ?? "-"
    }
}

extension String {
    fileprivate func padding(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
