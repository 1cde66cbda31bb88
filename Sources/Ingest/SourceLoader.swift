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
        case updates(ReadTable<TicketUpdateColumns>)
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
            return (order[index], load(item))
        }
        return try Self.collect(loaded.sorted { $0.0 < $1.0 }.map(\.1))
    }

    /// A table with all of its files.
    private struct Work: Sendable {
        let table: SourceTable
        var parts: [TablePart]
        var bytes: Int { parts.reduce(0) { $0 + $1.bytes } }
    }

    private func work() throws(IngestError) -> [Work] {
        let files = try SourceFiles(source.paths)
        var work: [Work] = []
        for mapping in mapping.tables {
            let found = try files.files(of: mapping, isOnlyTable: self.mapping.tables.count == 1)
            guard !found.isEmpty else { continue }
            let part = TablePart(mapping: mapping, files: found)
            if let last = work.last, last.table == mapping.table {
                work[work.count - 1].parts.append(part)
            } else {
                work.append(Work(table: mapping.table, parts: [part]))
            }
        }
        try checkMain(work, files)
        return work
    }

    /// A source has orders; one whose mapping knows none has tickets.
    private func checkMain(_ work: [Work], _ files: SourceFiles) throws(IngestError) {
        let isOrders = { (table: TableMapping) in table.table == .orders || table.orders != nil }
        let isTickets = { (table: TableMapping) in table.table == .tickets || table.updates != nil }
        guard let main = mapping.tables.first(where: isOrders) ?? mapping.tables.first(where: isTickets) else {
            throw IngestError(
                .badMapping, "mapping \(mapping.name) has neither orders nor tickets; every source needs one of them")
        }
        guard work.contains(where: { $0.table == main.table }) else { throw files.missing(main) }
    }

    private func load(_ work: Work) -> Loaded {
        var partial: TableTally?
        let (parts, first) = (work.parts, work.parts[0])
        do {
            switch work.table {
            case .customers: return .customers(try read(parts, CustomerColumns(), &partial))
            case .products: return .products(try read(parts, ProductColumns(), &partial))
            case .orders:
                let isKeyless = first.mapping.columns["order_id"]?.isRowNumber ?? false
                return .orders(try read(parts, OrderColumns(rates: rates, isKeyless: isKeyless), &partial))
            case .orderLines:
                if let baskets = first.mapping.baskets {
                    return .lineOrders(
                        try BasketReader.read(
                            first.mapping, baskets, files: first.files, context: context, partial: &partial))
                }
                guard let rule = first.mapping.orders else { return .lines(try read(parts, LineColumns(), &partial)) }
                return .lineOrders(try read(parts, LineOrderColumns(rule), &partial))
            case .refunds: return .refunds(try read(parts, RefundColumns(), &partial))
            case .tickets: return .tickets(try read(parts, TicketColumns(), &partial))
            case .ticketEvents:
                guard first.mapping.updates == nil else {
                    return .updates(try read(parts, TicketUpdateColumns(), &partial))
                }
                return .events(try read(parts, TicketEventColumns(), &partial))
            case .agents: return .agents(try read(parts, AgentColumns(), &partial))
            case .agentPresence: return .presence(try read(parts, PresenceColumns(), &partial))
            }
        } catch {
            return .failed(error, partial)
        }
    }

    private func read<Columns: TableColumns>(
        _ parts: [TablePart], _ columns: Columns, _ partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<Columns> {
        try TableReader.read(
            parts[0].mapping.table, parts, into: columns, context: context, partial: &partial)
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
            case .updates(let table): tables.updates = table
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
            tickets?.tally, events?.tally, updates?.tally, agents?.tally, presence?.tally,
        ].compactMap { $0 }
    }
}
