internal import Foundation

/// What became of a customer, beside the planted habits.
struct Fate {
    /// Orders that count: neither cancelled nor tests.
    var orders = 0
    var tickets = 0
    /// Last order of one who left within the window.
    var left: Int?
}

/// The files of `truth/`: what was planted, for whoever measures what was found.
struct Truth {
    let customers: OrderedTable
    private let directory: URL

    init(in directory: URL) throws {
        self.directory = directory
        customers = try OrderedTable(
            "customers",
            columns: [
                "customer_id", "buys", "orders", "tickets", "left_at", "monthly_rate", "dropout_probability",
                "spend_group", "mean_basket", "price_tier", "discount_group", "discount_rate", "deep_codes",
                "return_group", "return_rate", "favourite_category", "second_category", "category_loyalty",
                "repeat_rate", "hour_utc", "hour_spread", "weekend_rate", "order_channel", "tickets_per_order",
                "ticket_channel", "complexity", "question_rate",
            ], in: directory)
    }

    func write(_ id: Identifier, _ habits: Habits, _ fate: Fate) throws {
        customers.row.identifier(id)
        customers.row.flag(habits.buys)
        customers.row.integer(fate.orders)
        customers.row.integer(fate.tickets)
        customers.row.instant(fate.left)
        writeBuying(habits)
        writeTaste(habits)
        customers.row.decimal(habits.ticketsPerOrder)
        customers.row.text(ShopVocabulary.ticketChannels[habits.ticketChannel])
        customers.row.decimal(habits.complexity)
        customers.row.decimal(habits.questionRate)
        customers.endRow()
        try customers.endRecord()
    }

    private func writeBuying(_ habits: Habits) {
        customers.row.decimal(habits.monthlyRate)
        customers.row.decimal(habits.dropout)
        customers.row.integer(habits.spendGroup)
        customers.row.decimal(habits.spend / 100)
        customers.row.decimal(habits.priceTier)
        customers.row.integer(habits.discountGroup)
        customers.row.decimal(habits.discountRate)
        customers.row.decimal(habits.deepCodes)
        customers.row.integer(habits.returnGroup)
        customers.row.decimal(habits.returnRate)
    }

    private func writeTaste(_ habits: Habits) {
        customers.row.text(Catalogue.categoryNames[habits.favourite])
        customers.row.text(Catalogue.categoryNames[habits.secondFavourite])
        customers.row.decimal(habits.loyalty)
        customers.row.decimal(habits.repeatRate)
        customers.row.decimal(habits.hour)
        customers.row.decimal(habits.hourSpread)
        customers.row.decimal(habits.weekendRate)
        customers.row.text(ShopVocabulary.orderChannels[habits.channel])
    }

    /// Writes `bundles.csv`: one row per product of a bundle.
    func bundles(_ catalogue: Catalogue) throws -> OrderedTable {
        let table = try OrderedTable("bundles", columns: ["bundle_id", "product_id"], in: directory)
        for (index, bundle) in catalogue.bundles.enumerated() {
            for product in bundle {
                table.row.identifier(.bundle(index))
                table.row.identifier(.product(product))
                table.endRow()
            }
        }
        try table.endRecord()
        return table
    }

    /// Writes `agents.csv`: how fast each agent works and how often what they resolve comes back.
    func agents(_ roster: Roster) throws -> OrderedTable {
        let table = try OrderedTable("agents", columns: ["agent_id", "pace", "reopen_rate"], in: directory)
        for (index, agent) in roster.agents.enumerated() {
            table.row.identifier(.agent(index))
            table.row.decimal(agent.pace)
            table.row.decimal(agent.reopenRate)
            table.endRow()
        }
        try table.endRecord()
        return table
    }

    /// Writes `shop.json`: the configuration, seed included, and the parameters of the population.
    func shop(_ configuration: SampleShop.Configuration, _ parameters: Parameters) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let shop = ShopFile(configuration: configuration, parameters: parameters)
        try encoder.encode(shop).write(to: directory.appendingPathComponent("shop.json"))
    }

    private struct ShopFile: Encodable {
        let configuration: SampleShop.Configuration
        let parameters: Parameters
    }
}
