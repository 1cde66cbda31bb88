internal import CPostgres

/// Rows on their way into a table by `COPY … FROM STDIN (FORMAT binary)`, in the memory of one chunk.
///
/// Put the values of a row in the order of the columns, then ``endRow()``; ``finish()`` makes them count. Dropped before
/// that, no row counts.
///
///     var rows = try connection.copyIn(into: "daily", columns: ["day", "orders"])
///     for index in days.indices {
///         rows.put(Day(daysSince1970: days[index]))
///         rows.put(orders[index])
///         try rows.endRow()
///     }
///     try rows.finish()
package struct CopyIn: ~Copyable {
    private let connection: Connection
    private let columnCount: Int
    private var chunk: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var used = 0
    private var fieldsInRow = 0
    private var isDone = false

    /// At which size a chunk is sent.
    private static let chunkBytes = 1 << 17

    fileprivate init(_ connection: Connection, columnCount: Int) {
        (self.connection, self.columnCount) = (connection, columnCount)
        capacity = Self.chunkBytes * 2
        chunk = .allocate(capacity: capacity)
        // The signature, no flags, no extension; then the first row.
        for byte in Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] { append(byte) }
        append(0 as Int32)
        append(0 as Int32)
        append(Int16(columnCount))
    }

    deinit {
        chunk.deallocate()
        guard !isDone else { return }
        _ = PQputCopyEnd(connection.handle, "given up by the client")
        connection.drain()
    }

    package mutating func putNull() {
        append(-1 as Int32)
        fieldsInRow += 1
    }

    package mutating func put(_ value: Bool) { putNumber(value ? 1 : 0 as UInt8) }
    package mutating func put(_ value: Int16) { putNumber(value) }
    package mutating func put(_ value: Int32) { putNumber(value) }
    package mutating func put(_ value: Int64) { putNumber(value) }
    package mutating func put(_ value: Double) { putNumber(value.bitPattern) }
    package mutating func put(_ value: Timestamp) { putNumber(value.onTheWire) }
    package mutating func put(_ value: Day) { putNumber(value.onTheWire) }

    /// Text, `json` or `bytea`, byte for byte.
    package mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
        append(Int32(bytes.count))
        append(bytes)
        fieldsInRow += 1
    }

    package mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { put($0) }
    }

    /// A `jsonb`, which has its version in front.
    package mutating func putJSONB(_ bytes: UnsafeBufferPointer<UInt8>) {
        append(Int32(bytes.count + 1))
        append(1 as UInt8)
        append(bytes)
        fieldsInRow += 1
    }

    /// A `numeric` of this many 1/10000, of which as many decimals show as are asked for.
    package mutating func putNumeric(tenThousandths value: Int64, decimals: Int16 = 4) {
        let (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: 10_000)
        var groups = 0
        var rest = whole
        while rest > 0 { (groups, rest) = (groups + 1, rest / 10_000) }
        // Groups of four digits: those of the whole number, then one behind the point where it is not zero.
        let count = groups + (fraction > 0 ? 1 : 0)
        append(Int32(8 + 2 * count))
        append(Int16(count))
        append(Int16(groups - 1))
        append(value < 0 ? 0x4000 : 0 as UInt16)
        append(decimals)
        var power: UInt64 = 1
        for _ in stride(from: 1, to: groups, by: 1) { power *= 10_000 }
        for _ in 0..<groups {
            append(Int16(truncatingIfNeeded: whole / power % 10_000))
            power /= 10_000
        }
        if fraction > 0 { append(Int16(truncatingIfNeeded: fraction)) }
        fieldsInRow += 1
    }

    package mutating func put(_ values: [Double]) {
        putArray(values, of: TypeID.float8) { $0.append($1.bitPattern) }
    }

    package mutating func put(_ values: [String]) {
        putArray(values, of: TypeID.text) { $0.append($1.utf8) }
    }

    private mutating func putArray<Element>(
        _ values: [Element], of type: UInt32, _ appendElement: (inout BinaryBytes, Element) -> Void
    ) {
        var array = BinaryBytes()
        array.append(values, of: type, appendElement)
        array.bytes.withUnsafeBufferPointer { put($0) }
    }

    /// Ends a row.
    ///
    /// - Throws: what the server said to an earlier row, or a lost connection.
    /// - Precondition: as many values were put as there are columns.
    package mutating func endRow() throws(PostgreSQLError) {
        precondition(fieldsInRow == columnCount, "a row has \(fieldsInRow) values where \(columnCount) are needed")
        fieldsInRow = 0
        if used >= Self.chunkBytes { try send() }
        append(Int16(columnCount))
    }

    /// Ends the copy.
    ///
    /// - Throws: what the server said; then no row counts.
    package consuming func finish() throws(PostgreSQLError) {
        // The count that begins a row is there already: it becomes the mark of the end.
        used -= 2
        append(-1 as Int16)
        try send()
        isDone = true
        guard PQputCopyEnd(connection.handle, nil) == 1 else { throw connection.failure() }
        try connection.finishCopy()
    }

    private mutating func send() throws(PostgreSQLError) {
        let sent = chunk.withMemoryRebound(to: CChar.self, capacity: used) {
            PQputCopyData(connection.handle, $0, CInt(used))
        }
        used = 0
        guard sent != 1 else { return }
        isDone = true
        try connection.finishCopy()
        throw connection.failure()
    }

    @inline(__always)
    private mutating func putNumber<Number: FixedWidthInteger>(_ value: Number) {
        append(Int32(MemoryLayout<Number>.size))
        append(value)
        fieldsInRow += 1
    }

    @inline(__always)
    private mutating func append<Number: FixedWidthInteger>(_ value: Number) {
        reserve(MemoryLayout<Number>.size)
        UnsafeMutableRawPointer(chunk + used).storeBytes(of: value.bigEndian, as: Number.self)
        used += MemoryLayout<Number>.size
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        reserve(bytes.count)
        (chunk + used).update(from: start, count: bytes.count)
        used += bytes.count
    }

    @inline(__always)
    private mutating func reserve(_ count: Int) {
        if used + count > capacity { grow(used + count) }
    }

    private mutating func grow(_ needed: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(needed, capacity * 2))
        larger.update(from: chunk, count: used)
        chunk.deallocate()
        chunk = larger
        capacity = max(needed, capacity * 2)
    }
}

extension Connection {
    /// Begins to write rows into a table.
    ///
    /// - Parameters:
    ///   - table: the table as it stands in SQL, quoted where need be.
    ///   - columns: names of its columns, in the order in which values will be put; quoted here.
    /// - Returns: the way in; until it is finished the connection does nothing else.
    /// - Throws: what the server said.
    package func copyIn(into table: String, columns: [String]) throws(PostgreSQLError) -> CopyIn {
        let names = columns.map(Self.quoted).joined(separator: ", ")
        let result = ResultHandle(PQexec(handle, "COPY \(table) (\(names)) FROM STDIN (FORMAT binary)"))
        try result.check(self)
        return CopyIn(self, columnCount: columns.count)
    }
}
