internal import Domain
internal import Kernels

/// The report `sla`: how promises were kept, and which are about to be broken.
package struct ServiceReport: Encodable, Sendable {
    struct Policy: Encodable, Sendable {
        let name, target: String
        let targetSeconds: Int64
        let calendar: String?
        var met = 0
        var metLate = 0
        var breached = 0
        var within = 0
        var atRisk = 0
        var judged = 0
        var late = 0
        var compliance: Double?
        var complianceLower: Double?
        var complianceUpper: Double?

        private enum CodingKeys: String, CodingKey {
            case name, target, calendar, met, breached, within, judged, late, compliance
            case targetSeconds = "target_seconds"
            case metLate = "met_late"
            case atRisk = "at_risk"
            case complianceLower = "compliance_lower"
            case complianceUpper = "compliance_upper"
        }
    }

    struct Day: Encodable, Sendable {
        let day: String
        let judged, kept: Int
        let compliance: Double?
    }

    let policies: [Policy]
    let breaches, atRisk: TableRecords
    let trend: [Day]
    /// Empty where the desk has no verdicts of its own.
    let deskAgreement: [DeskAgreement]

    private enum CodingKeys: String, CodingKey {
        case policies, breaches, trend
        case atRisk = "at_risk"
        case deskAgreement = "desk_agreement"
    }

    /// Rows of each list.
    private static let limit = 500

    package init(_ clocks: TicketClocks) {
        policies = Self.policies(clocks)
        breaches = clocks.list(.breached, limit: Self.limit)
        atRisk = clocks.list(.atRisk, limit: Self.limit)
        trend = Self.trend(clocks)
        deskAgreement = DeskAgreement.of(clocks)
    }

    private static func policies(_ clocks: TicketClocks) -> [Policy] {
        var found: [Policy] = []
        for (index, policy) in clocks.agreement.policies.enumerated() {
            for target in ServiceTarget.allCases {
                guard let seconds = policy.targets[Int(target.rawValue)] else { continue }
                var line = Policy(
                    name: policy.name, target: target.name, targetSeconds: seconds, calendar: policy.calendar)
                for record in clocks.records where Int(record.target(target).policy) == index {
                    line.add(record.target(target))
                }
                line.finish()
                found.append(line)
            }
        }
        return found
    }

    /// Compliance by the local day on which it was judged.
    private static func trend(_ clocks: TicketClocks) -> [Day] {
        var days: [Int32: (judged: Int, late: Int)] = [:]
        for record in clocks.records {
            for target in ServiceTarget.allCases.map({ record.target($0) }) where target.judged > 0 {
                let day = clocks.frame.shop.zone.local(target.judgedAt * Instant.microsecondsPerSecond).day
                days[day, default: (0, 0)].judged += Int(target.judged)
                days[day, default: (0, 0)].late += Int(target.late)
            }
        }
        return days.sorted { $0.key < $1.key }.map { day, count in
            let kept = count.judged - count.late
            return Day(
                day: CivilDate(daysSince1970: day).description, judged: count.judged, kept: kept,
                compliance: Double(kept) / Double(count.judged))
        }
    }
}

extension ServiceReport.Policy {
    fileprivate mutating func add(_ target: TicketRecord.Target) {
        switch target.status {
        case .met: met += 1
        case .metLate: metLate += 1
        case .breached: breached += 1
        case .within: within += 1
        case .atRisk: atRisk += 1
        case nil: return
        }
        judged += Int(target.judged)
        late += Int(target.late)
    }

    fileprivate mutating func finish() {
        guard let interval = wilsonInterval(successes: judged - late, trials: judged) else { return }
        compliance = Double(judged - late) / Double(judged)
        (complianceLower, complianceUpper) = (interval.lowerBound, interval.upperBound)
    }
}

extension TicketClocks {
    /// The rows of `sla_status` with a status, by the business time that remains, the least first, then id.
    fileprivate func list(_ status: ServiceStatus, limit: Int) -> TableRecords {
        let tickets = order.map { Int($0) }.filter { ticket in
            ServiceTarget.allCases.contains { records[ticket].target($0).status == status }
        }
        let table = statusTable(tickets)
        guard case .integer(let remaining)? = table["remaining_seconds"]?.values,
            case .text(let statuses)? = table["status"]?.values
        else { return TableRecords(table, rows: []) }
        let rows = (0..<table.rowCount).filter { statuses[$0] == status.name }
            .sorted { remaining[$0] != remaining[$1] ? remaining[$0] < remaining[$1] : $0 < $1 }
        let shown = Table(table.name, table.columns.filter { $0.name != "slices" })
        return TableRecords(shown, rows: Array(rows.prefix(limit)))
    }
}
