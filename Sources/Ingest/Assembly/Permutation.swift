internal import Domain

/// Rows in a new order, by their indices.
enum Permutation {
    /// The values of `column` in the order of `rows`.
    static func gather<Element>(_ column: [Element], _ rows: [Int32]) -> [Element] {
        column.withUnsafeBufferPointer { source in
            rows.withUnsafeBufferPointer { rows in
                [Element](unsafeUninitializedCapacity: rows.count) { target, count in
                    for index in 0..<rows.count {
                        target.initializeElement(at: index, to: source[Int(rows[index])])
                    }
                    count = rows.count
                }
            }
        }
    }

    /// Rows grouped by a number, in the order of the groups and, within one, of their indices.
    ///
    /// - Parameters:
    ///   - groups: the group of each row, or a negative number for a row that is left out.
    ///   - count: how many groups there are.
    /// - Returns: the rows, and where each group starts, with one entry more for the end of the last.
    static func group(_ groups: [Int32], count: Int) -> (rows: [Int32], starts: [Int32]) {
        var starts = [Int32](repeating: 0, count: count + 1)
        for group in groups where group >= 0 { starts[Int(group) + 1] += 1 }
        for group in 0..<count { starts[group + 1] += starts[group] }
        var next = starts
        let total = Int(starts[count])
        let rows = [Int32](unsafeUninitializedCapacity: total) { rows, filled in
            next.withUnsafeMutableBufferPointer { next in
                groups.withUnsafeBufferPointer { groups in
                    for row in 0..<groups.count where groups[row] >= 0 {
                        let group = Int(groups[row])
                        rows.initializeElement(at: Int(next[group]), to: Int32(row))
                        next[group] += 1
                    }
                }
            }
            filled = total
        }
        return (rows, starts)
    }

    /// Sorts the rows of each group; `precedes` is a strict order of two rows.
    ///
    /// Groups that stand in order already, which is how most sources come, cost one look.
    @inline(__always)
    static func sortGroups(
        _ rows: inout [Int32], starts: [Int32], groups: Range<Int>, by precedes: (Int32, Int32) -> Bool
    ) {
        rows.withUnsafeMutableBufferPointer { rows in
            for group in groups {
                let range = Int(starts[group])..<Int(starts[group + 1])
                guard range.count > 1 else { continue }
                var isSorted = true
                for index in range.dropFirst() where precedes(rows[index], rows[index - 1]) {
                    isSorted = false
                    break
                }
                guard !isSorted else { continue }
                if range.count <= 24 {
                    insertionSort(rows, range, by: precedes)
                } else {
                    rows[range].sort(by: precedes)
                }
            }
        }
    }

    @inline(__always)
    private static func insertionSort(
        _ rows: UnsafeMutableBufferPointer<Int32>, _ range: Range<Int>, by precedes: (Int32, Int32) -> Bool
    ) {
        for index in range.dropFirst() {
            let row = rows[index]
            var hole = index
            while hole > range.lowerBound, precedes(row, rows[hole - 1]) {
                rows[hole] = rows[hole - 1]
                hole -= 1
            }
            rows[hole] = row
        }
    }
}

/// A dictionary cut down to the strings that are used, in the order of their bytes.
struct CompactStrings {
    let strings: StringTable
    /// From a code of the old dictionary to one of ``strings``, -1 where the string is not used.
    let newCode: [Int32]

    init(_ table: StringTable, isUsed: [Bool]) {
        var used = StringTable()
        var oldCodes: [Int32] = []
        for code in 0..<table.count where isUsed[code] {
            table.withBytes(code) { used.append($0) }
            oldCodes.append(Int32(code))
        }
        let order = used.sortedCodes()
        strings = used.gathered(order)
        var newCode = [Int32](repeating: StringTable.missing, count: table.count)
        for (new, usedCode) in order.enumerated() { newCode[Int(oldCodes[Int(usedCode)])] = Int32(new) }
        self.newCode = newCode
    }

    /// The strings that `rows` use in a column.
    init(_ column: CodeColumn, rows: [Int32]) {
        var isUsed = [Bool](repeating: false, count: column.interner.count)
        let codes = column.codes
        for row in rows where codes[Int(row)] >= 0 { isUsed[Int(codes[Int(row)])] = true }
        self.init(column.interner.table, isUsed: isUsed)
    }

    /// A column of old codes, in the order of `rows`, as new codes.
    func gather(_ codes: [Int32], _ rows: [Int32]) -> [Int32] {
        var gathered = Permutation.gather(codes, rows)
        for index in gathered.indices where gathered[index] >= 0 {
            gathered[index] = newCode[Int(gathered[index])]
        }
        return gathered
    }
}
