internal import Domain

/// Reads the tables of a source, several at once.
struct SourceLoader {
    private let mapping: Mapping
    private let source: SourceDescription
    private let rates: Rates
    private let context: ReadContext

    init(_ mapping: Mapping, _ source: SourceDescription, rates: Rates, progress: Ingest.Progress?) {
        self.mapping = mapping
        self.source = source
        self.rates = rates
        context = ReadContext(zone: source.zone, progress: progress)
    }

    /// A table to be read, and how it went.
    private enum Loaded: Sendable {
        case customers(ReadTable<CustomerColumns>)
        case products(ReadTable<ProductColumns>)
        case orders(ReadTable<OrderColumns>)
        case lines(ReadTable<LineColumns>)
        case lineOrders(ReadTable<LineOrderColumns>)
        case refunds(ReadTable<RefundColumns>)
        case tickets(ReadTable<TicketColumns>)
        case events(ReadTable<TicketEventColumns>)
        case agents(ReadTable<AgentColumns>)
        case presence(ReadTable<PresenceColumns>)
        case failed(IngestError, TableTally?)
    }

    /// - Throws: the first table's error in the order of the mapping, with those of the others.
    func load(jobs: Int) throws(IngestError) -> LoadedTables {
        let work = try work()
        // The largest first, so that the threads end together; results return to the order of the mapping.
        let order = work.indices.sorted { (work[$0].bytes, $1) > (work[$1].bytes, $0) }
        let loaded = Partitions.map(0..<order.count, jobs: jobs) { index in
            let item = work[order[index]]
            return (order[index], load(item.table, item.files))
        }
        return try Self.collect(loaded.sorted { $0.0 < $1.0 }.map(\.1))
    }

    private struct Work: Sendable {
        let table: TableMapping
        let files: [SourceFile]
        var bytes: Int { files.reduce(0) { $0 + $1.size } }
    }

    private func work() throws(IngestError) -> [Work] {
        let files = try SourceFiles(source.paths)
        var work: [Work] = []
        for table in mapping.tables {
            let found = try files.files(of: table, isOnlyTable: mapping.tables.count == 1)
            if !found.isEmpty { work.append(Work(table: table, files: found)) }
        }
        let isOrders = { (table: TableMapping) in table.table == .orders || table.orders != nil }
        guard let orders = mapping.tables.first(where: isOrders) else {
            throw IngestError(.badMapping, "mapping \(mapping.name) has no table orders; every source needs one")
        }
        guard work.contains(where: { isOrders($0.table) }) else { throw files.missing(orders) }
        return work
    }

    private func load(_ table: TableMapping, _ files: [SourceFile]) -> Loaded {
        var partial: TableTally?
        do {
            switch table.table {
            case .customers: return .customers(try read(table, files, CustomerColumns(), &partial))
            case .products: return .products(try read(table, files, ProductColumns(), &partial))
            case .orders:
                let isKeyless = table.columns["order_id"]?.isRowNumber ?? false
                return .orders(try read(table, files, OrderColumns(rates: rates, isKeyless: isKeyless), &partial))
            case .orderLines:
                if let baskets = table.baskets {
                    return .lineOrders(
                        try BasketReader.read(table, baskets, files: files, context: context, partial: &partial))
                }
                guard let rule = table.orders else { return .lines(try read(table, files, LineColumns(), &partial)) }
                return .lineOrders(try read(table, files, LineOrderColumns(rule), &partial))
            case .refunds: return .refunds(try read(table, files, RefundColumns(), &partial))
            case .tickets: return .tickets(try read(table, files, TicketColumns(), &partial))
            case .ticketEvents: return .events(try read(table, files, TicketEventColumns(), &partial))
            case .agents: return .agents(try read(table, files, AgentColumns(), &partial))
            case .agentPresence: return .presence(try read(table, files, PresenceColumns(), &partial))
            }
        } catch {
            return .failed(error, partial)
        }
    }

    private func read<Columns: TableColumns>(
        _ table: TableMapping, _ files: [SourceFile], _ columns: Columns, _ partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<Columns> {
        try TableReader.read(table, files: files, into: columns, context: context, partial: &partial)
    }

    private static func collect(_ loaded: [Loaded]) throws(IngestError) -> LoadedTables {
        var tables = LoadedTables()
        var refusal: IngestError?
        for table in loaded {
            switch table {
            case .customers(let table): tables.customers = table
            case .products(let table): tables.products = table
            case .orders(let table): tables.orders = table
            case .lines(let table): tables.lines = table
            case .lineOrders(let table): tables.lineOrders = table
            case .refunds(let table): tables.refunds = table
            case .tickets(let table): tables.tickets = table
            case .events(let table): tables.events = table
            case .agents(let table): tables.agents = table
            case .presence(let table): tables.presence = table
            case .failed(let error, let partial):
                if refusal == nil { refusal = error } else { refusal?.further.append(error.message) }
                if let partial { refusal?.quality.addUnfinished(partial) }
            }
        }
        guard var refusal else { return tables }
        for tally in tables.tallies { refusal.quality.addUnfinished(tally) }
        throw refusal
    }
}

extension LoadedTables {
    fileprivate var tallies: [TableTally] {
        [
            customers?.tally, products?.tally, orders?.tally, lines?.tally, lineOrders?.tally, refunds?.tally,
            tickets?.tally,
            events?.tally, agents?.tally, presence?.tally,
        ].compactMap { $0 }
    }
}
