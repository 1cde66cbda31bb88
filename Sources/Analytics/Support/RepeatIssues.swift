internal import Domain
package import Tables

extension SupportAnalysis {
    private static let window: Int64 = 30 * 86_400

    /// The rows of `repeat_issues`: customers who came back with the same category within 30 days.
    package var repeatIssuesTable: Table {
        let shop = clocks.frame.shop
        var (customers, categories) = (TextColumn(), TextColumn())
        var (most, repeated): ([Int64], [Int64]) = ([], [])
        var (first, last) = (TextColumn(), TextColumn())
        let names = shop.tickets.categories
        for customer in 0..<shop.customers.count {
            var times: [Int32: [Int64]] = [:]
            for ticket in shop.customers.tickets(of: customer) where shop.tickets.category[ticket] >= 0 {
                times[shop.tickets.category[ticket], default: []].append(clocks.records[ticket].created)
            }
            for category in times.keys.sorted(by: { names.precedes(Int($0), Int($1)) }) {
                guard let created = times[category], created.count > 1 else { continue }
                let repeats = zip(created, created.dropFirst()).count { $1 - $0 <= Self.window }
                guard repeats > 0 else { continue }
                customers.append(shop.customers.ids[customer])
                categories.append(names[Int(category)])
                most.append(Self.most(created))
                repeated.append(Int64(repeats))
                first.append(Instant.text(ofSeconds: created[0]) ?? "")
                last.append(Instant.text(ofSeconds: created[created.count - 1]) ?? "")
            }
        }
        return Table(RepeatIssuesTable.table) { t in
            (t.customerID, t.category) = (customers, categories)
            (t.tickets, t.repeats) = (most, repeated)
            (t.firstAt, t.lastAt) = (first, last)
        }
    }

    /// The most instants within one window; they stand in their order.
    private static func most(_ created: [Int64]) -> Int64 {
        var (first, most) = (0, 0)
        for last in created.indices {
            while created[last] - created[first] > window { first += 1 }
            most = max(most, last - first + 1)
        }
        return Int64(most)
    }
}
