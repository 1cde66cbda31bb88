internal import Domain

/// The products that the shop sells or lists, with the title and category of each.
///
/// What the table of products says holds; where it says nothing, what most of the product's lines say, and among equally
/// many the first in the order of bytes.
struct ProductAssembly: Sendable {
    var products = Products()
    /// From the codes of the lines' products to their index.
    let ofLines: [Int32]

    init(lines: LineColumns?, rows: [Int32], table: ProductColumns?, fates: RowFates?) {
        var union = StringInterner()
        var ofLines = [Int32](repeating: StringTable.missing, count: lines?.product.interner.count ?? 0)
        if let lines {
            for row in rows { ofLines[Int(lines.product.codes[Int(row)])] = 0 }
            for code in ofLines.indices where ofLines[code] == 0 {
                ofLines[code] = lines.product.interner.table.withBytes(code) { union.code(of: $0) }
            }
        }
        let listed = (table?.count ?? 0) == 0 ? [] : Self.listed(table, fates, &union)
        let order = union.table.sortedCodes()
        products.ids = union.table.gathered(order)
        var rank = [Int32](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { rank[Int(old)] = Int32(new) }
        self.ofLines = ofLines.map { $0 < 0 ? $0 : rank[Int($0)] }
        let listedRow = Self.rows(listed, rank)
        let titles = strings(of: lines?.title, lines, rows, table?.title, listedRow)
        for title in titles { products.titles.append(title ?? "") }
        let categories = strings(of: lines?.category, lines, rows, table?.category, listedRow)
        var named = StringInterner()
        let codes = categories.map { $0.map { named.code(of: $0) } ?? StringTable.missing }
        let sorted = named.table.sortedCodes()
        products.categories = named.table.gathered(sorted)
        var newCode = [Int32](repeating: 0, count: sorted.count)
        for (new, old) in sorted.enumerated() { newCode[Int(old)] = Int32(new) }
        products.category = codes.map { $0 < 0 ? $0 : newCode[Int($0)] }
    }

    /// The code of each accepted row of the table of products, with its row.
    private static func listed(
        _ table: ProductColumns?, _ fates: RowFates?, _ union: inout StringInterner
    ) -> [(code: Int32, row: Int)] {
        guard let table, let fates else { return [] }
        return (0..<table.count).filter { fates[$0] == .live }.map { row in
            (table.id.interner.table.withBytes(Int(table.id.codes[row])) { union.code(of: $0) }, row)
        }
    }

    private static func rows(_ listed: [(code: Int32, row: Int)], _ rank: [Int32]) -> [Int] {
        var rows = [Int](repeating: -1, count: rank.count)
        for (code, row) in listed { rows[Int(rank[Int(code)])] = row }
        return rows
    }

    private func strings(
        of column: CodeColumn?, _ lines: LineColumns?, _ rows: [Int32], _ listed: CodeColumn?, _ listedRow: [Int]
    ) -> [String?] {
        let usual = usual(column, lines, rows)
        return listedRow.indices.map { product in
            if let listed, listedRow[product] >= 0, listed[listedRow[product]] >= 0 {
                return listed.interner.table.string(listed[listedRow[product]])
            }
            return usual[product] >= 0 ? column?.interner.table.string(usual[product]) : nil
        }
    }

    /// The code that most lines of each product have in a column, or -1.
    private func usual(_ column: CodeColumn?, _ lines: LineColumns?, _ rows: [Int32]) -> [Int32] {
        let count = products.ids.count
        guard let column, let lines, column.isPresent else { return [Int32](repeating: -1, count: count) }
        // Runs of one code are counted apart: most products have but one.
        var last = [Int32](repeating: -1, count: count)
        var run = [Int](repeating: 0, count: count)
        var counts: [Int64: Int] = [:]
        let (codes, productCodes) = (column.codes, lines.product.codes)
        for row in rows {
            let code = codes[Int(row)]
            guard code >= 0 else { continue }
            let product = Int(ofLines[Int(productCodes[Int(row)])])
            if last[product] == code {
                run[product] += 1
                continue
            }
            if run[product] > 0 { counts[Int64(product) << 32 | Int64(last[product]), default: 0] += run[product] }
            (last[product], run[product]) = (code, 1)
        }
        for product in 0..<count where run[product] > 0 {
            counts[Int64(product) << 32 | Int64(last[product]), default: 0] += run[product]
        }
        return Self.mostFrequent(counts, column.interner.table, count: count)
    }

    private static func mostFrequent(_ counts: [Int64: Int], _ strings: StringTable, count: Int) -> [Int32] {
        var best = [Int32](repeating: -1, count: count)
        var most = [Int](repeating: 0, count: count)
        // The order of the dictionary does not matter: ties are broken by the strings.
        for (key, times) in counts {
            let (product, code) = (Int(key >> 32), Int32(truncatingIfNeeded: key))
            let isBetter =
                times > most[product] || (times == most[product] && strings.precedes(Int(code), Int(best[product])))
            if isBetter { (best[product], most[product]) = (code, times) }
        }
        return best
    }
}
