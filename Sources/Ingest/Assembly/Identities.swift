internal import Domain

/// Which ids of customers are one person: pairs from the column `same_as` and the table `customer_identities`.
struct Identities {
    private var strings = StringInterner()
    private var pairs: [(id: Int32, sameAs: Int32)] = []

    init() {}

    init(_ customers: CustomerColumns?, _ fates: RowFates?, _ table: IdentityColumns?) {
        if let customers, let fates, customers.sameAs.isPresent {
            for row in 0..<customers.count where fates[row] == .live { add(customers.id, customers.sameAs, row) }
        }
        if let table {
            for row in 0..<table.count { add(table.id, table.sameAs, row) }
        }
    }

    private mutating func add(_ id: CodeColumn, _ other: CodeColumn, _ row: Int) {
        guard id[row] >= 0, other[row] >= 0 else { return }
        let left = id.interner.table.withBytes(Int(id[row])) { strings.code(of: $0) }
        let right = other.interner.table.withBytes(Int(other[row])) { strings.code(of: $0) }
        if left != right { pairs.append((left, right)) }
    }

    /// By code of an id in `union`, the code of the id that its person goes by; ids that only pairs name are added there.
    ///
    /// A person goes by the id that the others are said to be, by the first in the order of bytes where there are several.
    /// Empty where nobody has two ids.
    func persons(among union: inout StringInterner) -> [Int32] {
        guard !pairs.isEmpty else { return [] }
        let codes = (0..<strings.count).map { code in strings.table.withBytes(code) { union.code(of: $0) } }
        var parent = (0..<Int32(union.count)).map { $0 }
        func root(_ code: Int32) -> Int32 {
            var code = code
            while parent[Int(code)] != code {
                parent[Int(code)] = parent[Int(parent[Int(code)])]
                code = parent[Int(code)]
            }
            return code
        }
        var isNamedElsewhere = [Bool](repeating: false, count: union.count)
        for pair in pairs {
            let (left, right) = (codes[Int(pair.id)], codes[Int(pair.sameAs)])
            isNamedElsewhere[Int(left)] = true
            parent[Int(root(left))] = root(right)
        }
        var name = [Int32](repeating: -1, count: union.count)
        for code in 0..<Int32(union.count) {
            let group = Int(root(code))
            let known = name[group]
            let isBetter =
                known < 0
                || (isNamedElsewhere[Int(known)] && !isNamedElsewhere[Int(code)])
                || (isNamedElsewhere[Int(known)] == isNamedElsewhere[Int(code)]
                    && union.table.precedes(Int(code), Int(known)))
            if isBetter { name[group] = code }
        }
        return (0..<Int32(union.count)).map { name[Int(root($0))] }
    }
}
