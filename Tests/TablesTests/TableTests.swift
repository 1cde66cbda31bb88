import Domain
import Tables
import Testing

struct TableTests {
    @Test func `a column has its values whatever the order in which columns are given`() {
        let table = Table(RepeatIssuesTable.table) { t in
            (t.repeats, t.tickets) = ([1, 2], [3, 4])
            (t.lastAt, t.firstAt) = (TextColumn(["d", "e"]), TextColumn(["f", "g"]))
            (t.category, t.customerID) = (TextColumn(["billing", "refund"]), TextColumn(["anna", "ben"]))
        }
        #expect(table[RepeatIssuesTable.table.column.tickets] == [3, 4])
        #expect(table[named: "repeats"] == .integer([1, 2]))
        #expect(table.columns.map(\.count) == [2, 2, 2, 2, 2, 2])
    }
}
