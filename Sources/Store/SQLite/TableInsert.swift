internal import Domain
internal import GRDBSQLite
internal import Tables

/// Binding whole columns, row by row.
extension InsertStatement {
    /// Inserts every row of `table`, whose columns are those of the statement.
    ///
    /// - Returns: `SQLITE_OK`, or the result code of the row that failed.
    func insertRows(of table: Table) -> Int32 {
        let columns = table.columns
        var sources: [CellSource] = []
        sources.reserveCapacity(columns.count)
        return withSources(of: columns[...], &sources) { sources in
            var result = SQLITE_OK
            for row in 0..<table.rowCount where result == SQLITE_OK {
                result = insert(row, sources)
            }
            sqlite3_clear_bindings(pointer)
            return result
        }
    }

    /// Collects a pointer to the values of each column, valid while `body` runs.
    private func withSources(
        of columns: ArraySlice<ColumnValues>, _ sources: inout [CellSource],
        _ body: (UnsafeBufferPointer<CellSource>) -> Int32
    ) -> Int32 {
        guard let column = columns.first else { return sources.withUnsafeBufferPointer(body) }
        let rest = columns.dropFirst()
        switch column {
        case .integer(let values):
            return values.withUnsafeBufferPointer {
                sources.append(.integer($0))
                return withSources(of: rest, &sources, body)
            }
        case .real(let values):
            return values.withUnsafeBufferPointer {
                sources.append(.real($0))
                return withSources(of: rest, &sources, body)
            }
        case .text(let values):
            sources.append(.text(values))
            return withSources(of: rest, &sources, body)
        }
    }

    private func insert(_ row: Int, _ sources: UnsafeBufferPointer<CellSource>) -> Int32 {
        for (position, source) in sources.enumerated() {
            let index = Int32(truncatingIfNeeded: position + 1)
            switch source {
            case .integer(let values): bind(values[row], index)
            case .real(let values): bind(values[row], index)
            case .text(let values): values.withBytes(row) { bind($0, index) }
            }
        }
        let result = sqlite3_step(pointer)
        // Resetting answers with the same failure again; the step has told.
        sqlite3_reset(pointer)
        return result == SQLITE_DONE ? SQLITE_OK : result
    }

    @inline(__always)
    private func bind(_ value: Int64, _ index: Int32) {
        if value == .min {
            sqlite3_bind_null(pointer, index)
        } else {
            sqlite3_bind_int64(pointer, index, value)
        }
    }

    /// The engine stores NaN as NULL of itself.
    @inline(__always)
    private func bind(_ value: Double, _ index: Int32) {
        sqlite3_bind_double(pointer, index, value)
    }

    /// Tells the engine to copy what is bound.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Binds without a copy: the bytes stay where they are until the row has been inserted.
    @inline(__always)
    private func bind(_ bytes: UnsafeBufferPointer<UInt8>?, _ index: Int32) {
        guard let bytes else {
            sqlite3_bind_null(pointer, index)
            return
        }
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            sqlite3_bind_text(pointer, index, "", 0, Self.copied)
            return
        }
        start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { text in
            _ = sqlite3_bind_text(pointer, index, text, Int32(truncatingIfNeeded: bytes.count), nil)
        }
    }
}

/// Where the values of one column stand.
private enum CellSource {
    case integer(UnsafeBufferPointer<Int64>)
    case real(UnsafeBufferPointer<Double>)
    case text(TextColumn)
}
