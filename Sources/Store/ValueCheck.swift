internal import Domain
internal import Tables

/// The values that no table may hold, looked for before a row is written.
extension TableSchema {
    /// - Throws: ``StoreError/Code/invalidValue``, naming table, column and the row's key.
    func checkValues(of table: Table) throws(StoreError) {
        for (column, values) in zip(columns, table.columns) {
            guard let fault = values.firstFault(isNullable: column.isNullable) else { continue }
            throw StoreError(
                .invalidValue,
                "table \(name), column \(column.name), row \(keyText(of: fault.row, in: table)): \(fault.reason)"
            )
        }
    }

    private func keyText(of row: Int, in table: Table) -> String {
        key.compactMap { table[values: $0]?.text(of: row) }.joined(separator: ", ")
    }
}

extension ColumnValues {
    fileprivate func firstFault(isNullable: Bool) -> (row: Int, reason: String)? {
        switch self {
        case .integer(let values):
            guard !isNullable, let row = values.firstIndex(of: .min) else { return nil }
            return (row, "a value is needed")
        case .real(let values):
            guard let row = values.firstIndex(where: { isNullable ? $0.isInfinite : !$0.isFinite }) else { return nil }
            return (row, values[row].isNaN ? "a number is needed" : "the number is infinite")
        case .text(let values):
            guard !isNullable else { return nil }
            let missing = (0..<values.count).first { row in values.withBytes(row) { $0 == nil } }
            return missing.map { ($0, "a text is needed") }
        }
    }

    fileprivate func text(of row: Int) -> String? {
        switch self {
        case .integer(let values): String(values[row])
        case .real(let values): String(values[row])
        case .text(let values): values[row]
        }
    }
}
