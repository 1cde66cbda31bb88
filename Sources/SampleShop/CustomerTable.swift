internal import Foundation
internal import Kernels

/// The file `customers.csv` on its way.
struct CustomerTable {
    let table: OrderedTable
    /// The window in seconds since 1970.
    let window: Range<Int>

    init(in directory: URL, window: Range<Int>) throws {
        self.window = window
        table = try OrderedTable(
            "customers",
            columns: ["customer_id", "created_at", "email_hash", "country", "language", "marketing_opt_in"],
            in: directory)
    }

    /// Writes a customer whose first order came at `firstOrder`, in seconds since 1970; nil: who never bought.
    func write(_ id: Identifier, firstOrder: Int?, _ random: inout CounterRandom) throws {
        let created = registered(firstOrder: firstOrder, &random)
        let country = ShopVocabulary.countryWeights.draw(&random)
        table.row.identifier(id)
        table.row.instant(created)
        table.row.hexadecimal(random.next(), random.next())
        table.row.text(ShopVocabulary.countries[country])
        table.row.text(ShopVocabulary.languages[country])
        table.row.flag(random.uniform() < 0.42)
        table.endRow()
        try table.endRecord(at: created)
    }

    /// Most register while they order for the first time, the others some days before.
    private func registered(firstOrder: Int?, _ random: inout CounterRandom) -> Int {
        guard let firstOrder else { return window.lowerBound + random.index(below: window.count) }
        if random.uniform() < 0.65 { return firstOrder - 60 - random.index(below: 1_740) }
        let days = min(14 * random.exponential(), 60)
        return firstOrder - 1_800 - Int(days * Double(secondsPerDay))
    }
}
