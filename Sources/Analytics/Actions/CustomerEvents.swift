package import Domain
internal import Kernels

/// Something about a customer or a ticket that somebody wants to be told at once.
package struct CustomerEvent: Equatable, Sendable {
    package let kind, subject: String
    /// A JSON object.
    package let detail: String
}

extension CustomerChanges {
    /// The share of buyers, by net value, whom a customer enters to be told of.
    private static let highValueShare = 0.01
    /// Buyers that a shop needs for such a share to mean something.
    private static let leastBuyers = 100

    /// What is told of customers, in their order.
    ///
    /// - `segment_changed`: a new level 1 archetype, by what the customer did rather than by another model.
    /// - `churn_alert`: the level became `critical` from a known other one.
    /// - `high_value_customer`: the net value entered the upper hundredth of all buyers'.
    package func events(net: [Int64], orders: [Int32]) -> [CustomerEvent] {
        let buyers = zip(net, orders).filter { $0.1 > 0 }.map { Money.units($0.0) }
        let threshold =
            buyers.count >= Self.leastBuyers ? quantiles(buyers, [1 - Self.highValueShare])?.first : nil
        return list.filter { $0.kind == .changed }.flatMap { change in
            change.fields.compactMap { field in
                Self.kind(of: field, threshold: threshold).map {
                    CustomerEvent(kind: $0, subject: change.customerID, detail: field.detail)
                }
            }
        }
    }

    private static func kind(of field: ChangedField, threshold: Double?) -> String? {
        switch field.field {
        case "archetype_l1_name" where ![.model, .configuration].contains(field.cause): return "segment_changed"
        case "churn_risk_level" where field.new == "critical":
            let wasKnown = field.old != nil && field.old != "unknown"
            return wasKnown && field.cause != .model ? "churn_alert" : nil
        case "lifetime_value":
            guard let threshold, let new = field.new.flatMap(Double.init) else { return nil }
            return new >= threshold && (field.old.flatMap(Double.init) ?? 0) < threshold ? "high_value_customer" : nil
        default: return nil
        }
    }
}

extension ChangedField {
    fileprivate var detail: String {
        var json = JSONText()
        json.beginObject()
        for (key, value) in [("cause", cause.rawValue), ("new", new), ("old", old)] {
            json.key(key)
            json.value(value)
        }
        json.endObject()
        return json.string
    }
}

extension TicketClocks {
    /// Promises broken since an instant, by ticket and target: events `sla_breach`.
    package func breaches(since asOf: Instant) -> [CustomerEvent] {
        order.map { Int($0) }.flatMap { ticket in
            ServiceTarget.allCases.compactMap { target -> CustomerEvent? in
                let found = records[ticket].target(target)
                guard found.status == .breached, found.judgedAt != Instant.missing, found.judgedAt >= asOf.seconds
                else { return nil }
                var json = JSONText()
                json.beginObject()
                json.key("target")
                json.value(target.name)
                json.endObject()
                return CustomerEvent(
                    kind: "sla_breach", subject: frame.shop.tickets.ids[ticket], detail: json.string)
            }
        }
    }
}
