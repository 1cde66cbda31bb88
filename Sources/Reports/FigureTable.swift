/// A table for people whose columns are made from values: a row a value.
struct FigureTable<Row> {
    /// A column: its title, and what it shows of a row.
    struct Column {
        fileprivate enum Content {
            case text((Row) -> String)
            case number((Row) -> Double?)
            case share((Row) -> Double?)
        }

        fileprivate let title: String
        fileprivate let content: Content

        static func text(_ title: String, _ value: @escaping (Row) -> String) -> Column {
            Column(title: title, content: .text(value))
        }

        static func count(_ title: String, _ value: @escaping (Row) -> Int) -> Column {
            Column(title: title, content: .number { Double(value($0)) })
        }

        /// As many decimals as the column needs; empty where a row has none.
        static func number(_ title: String, _ value: @escaping (Row) -> Double?) -> Column {
            Column(title: title, content: .number(value))
        }

        static func number(_ title: String, _ value: @escaping (Row) -> Double) -> Column {
            Column(title: title, content: .number { value($0) })
        }

        /// Per cent.
        static func share(_ title: String, _ value: @escaping (Row) -> Double?) -> Column {
            Column(title: title, content: .share(value))
        }
    }

    /// Empty without rows.
    let text: String

    init(_ rows: [Row], _ columns: [Column]) {
        guard !rows.isEmpty else {
            text = ""
            return
        }
        let cells = columns.map { $0.cells(rows) }
        var table = TextTable(columns.map(\.title), numeric: Set(columns.indices.filter { columns[$0].isNumeric }))
        for row in rows.indices { table.add(cells.map { $0[row] }) }
        text = table.text
    }
}

extension FigureTable.Column {
    fileprivate var isNumeric: Bool {
        if case .text = content { false } else { true }
    }

    fileprivate func cells(_ rows: [Row]) -> [String] {
        switch content {
        case .text(let text): return rows.map(text)
        case .share(let share): return rows.map { share($0).map { Figure.percent($0) } ?? "" }
        case .number(let number):
            let numbers = rows.map(number)
            let places = Self.places(numbers.compactMap(\.self))
            return numbers.map { $0.map { Figure.decimal($0, places) } ?? "" }
        }
    }

    /// The decimals of a column: none for whole numbers; of shares, scores and the like more than of large ones.
    private static func places(_ numbers: [Double]) -> Int {
        if numbers.allSatisfy({ $0 == $0.rounded() }) { return 0 }
        return numbers.allSatisfy { abs($0) <= 1 } ? 4 : 2
    }
}
