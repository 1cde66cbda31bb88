internal import Domain
package import Tables

/// Why a customer is not as before.
package enum ChangeCause: String, Sendable {
    /// Orders, tickets or refunds since the run before.
    case newData = "new_data"
    /// Records that are older than the run before, and were not there then or were others.
    case lateData = "late_data"
    /// The model behind the field is another version.
    case model
    /// The pipeline's settings or the program are others.
    case configuration
    /// Nothing but the day.
    case time
}

/// A field of a customer that is not as before.
package struct ChangedField: Equatable, Sendable {
    package let field: String
    package let old, new: String?
    package let cause: ChangeCause
}

/// A customer who is not as before.
package struct CustomerChange: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case appeared, changed, gone
    }

    package let customerID: String
    /// The index in the shop of tonight; `nil` for one who is gone.
    package let customer: Int?
    package let kind: Kind
    package let cause: ChangeCause
    package let fields: [ChangedField]
}

/// What changed between two runs of one pipeline, in the order of the customers' ids.
package struct CustomerChanges: Equatable, Sendable {
    package let list: [CustomerChange]

    package init(_ list: [CustomerChange] = []) { self.list = list }

    private static let profile = CustomerProfilesTable.table.column
    /// Columns of `customer_profiles` that are compared, beside the segments.
    private static let compared: [ColumnSchema] = [
        profile.archetypeL1Name, profile.archetypeL2Name, profile.stage, profile.totalOrders, profile.lifetimeValue,
        profile.totalTickets, profile.churnRiskLevel, profile.communicationGuidance,
    ]
    /// Columns that both sides need.
    package static let columns = [profile.customerID, profile.dominantSegments] + compared

    /// Holds two states of the table `customer_profiles` against each other.
    ///
    /// - Parameters:
    ///   - old: the columns ``columns`` of the run before, in parts, in the order of the ids.
    ///   - new: the same of tonight; row numbers are indices of customers.
    ///   - causes: what is known of why.
    package init(from old: [Table], to new: [Table], _ causes: ChangeCauses) {
        let (before, now) = (ProfileState(old), ProfileState(new))
        var (list, i, j) = ([CustomerChange](), 0, 0)
        while i < before.count || j < now.count {
            switch Self.order(before, i, now, j) {
            case ..<0:
                list.append(
                    CustomerChange(customerID: before.id(i), customer: nil, kind: .gone, cause: .lateData, fields: []))
                i += 1
            case 1...:
                list.append(
                    CustomerChange(
                        customerID: now.id(j), customer: j, kind: .appeared, cause: causes.ofAppearance(j), fields: []))
                j += 1
            default:
                let fields = Self.fields(before, i, now, j, causes)
                if let first = fields.first {
                    list.append(
                        CustomerChange(
                            customerID: now.id(j), customer: j, kind: .changed, cause: first.cause, fields: fields))
                }
                (i, j) = (i + 1, j + 1)
            }
        }
        self.list = list
    }

    /// Negative where the next row is of the old table alone, positive where it is of the new one alone.
    private static func order(_ before: ProfileState, _ i: Int, _ now: ProfileState, _ j: Int) -> Int {
        guard i < before.count else { return 1 }
        guard j < now.count else { return -1 }
        let (a, b) = (before.id(i), now.id(j))
        return a == b ? 0 : (a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1)
    }

    private static func fields(
        _ before: ProfileState, _ i: Int, _ now: ProfileState, _ j: Int, _ causes: ChangeCauses
    ) -> [ChangedField] {
        var found: [(field: String, old: String?, new: String?)] = []
        for column in compared {
            let (a, b) = (before.text(column, i), now.text(column, j))
            if a != b { found.append((column.name, a, b)) }
        }
        if before.text(profile.dominantSegments, i) != now.text(profile.dominantSegments, j) {
            let (a, b) = (before.segments(i), now.segments(j))
            for axis in Axis.allCases.map(\.rawValue) where a[axis] != b[axis] {
                found.append(("segments.\(axis)", a[axis], b[axis]))
            }
        }
        guard !found.isEmpty else { return [] }
        let standing = causes.standing(
            j, ordersBefore: before.text(profile.totalOrders, i),
            ticketsBefore: before.text(profile.totalTickets, i))
        return found.map {
            ChangedField(field: $0.field, old: $0.old, new: $0.new, cause: causes.of($0.field, standing))
        }
    }
}
