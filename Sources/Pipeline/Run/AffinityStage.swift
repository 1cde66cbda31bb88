internal import Analytics
internal import Domain
internal import Store

extension Stage {
    /// What is bought together.
    static let affinity = Stage(
        file: .affinity, reads: [.ingest],
        parameters: { bench, _ in ["\(bench.definition.affinity)"] },
        body: { bench in
            let (analysis, shop) = (bench.affinity, bench.shop)
            return StageOutput(rowsIn: shop.lines.count) { append in
                for section in analysis.sections {
                    let names = ItemNames(shop, section.level)
                    try append(AffinityTables.rules(of: section, names, observesMoney: shop.observesMoney))
                    for part in AffinityTables.itemsetParts(of: section) {
                        try append(AffinityTables.itemsets(part, of: section, names))
                    }
                }
                let names = ItemNames(shop, .product)
                try append(AffinityTables.sequences(analysis.sequences, names))
                for range in Partitions.ranges(of: shop.customers.count) {
                    try append(AffinityTables.crossSell(analysis.crossSell, range, shop, names))
                }
            }
        })
}
