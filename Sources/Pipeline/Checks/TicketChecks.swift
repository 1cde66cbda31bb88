internal import Analytics
internal import Domain

/// What the clocks of tickets found out about the source.
enum TicketChecks {
    /// Summary columns against events: where they differ the events win, and how often is worth a look.
    static func checks(_ clocks: TicketClocks) -> [QualityCheck] {
        guard !clocks.records.isEmpty else { return [] }
        return clocks.disagreements.map { column, tickets in
            QualityCheck(
                name: "tickets_agree_with_events.\(column)", outcome: tickets == 0 ? .passed : .warned,
                found: "\(tickets) of \(clocks.records.count) tickets differ", allowed: "none differs; the events win")
        }
    }
}
