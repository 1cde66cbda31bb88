internal import Domain

/// Reads the tables of files, several at once.
struct SourceLoader {
    private let mapping: Mapping
    private let paths: [String]
    private let rates: Rates
    private let context: ReadContext

    init(
        _ mapping: Mapping, _ source: SourceDescription, rates: Rates, progress: Ingest.Progress?
    ) {
        self.mapping = mapping
        self.paths = source.paths
        self.rates = rates
        context = ReadContext(source, mapping, progress: progress)
    }

    /// A table that was to be read, and how it went.
    enum Loaded: Sendable {
        case customers(ReadTable<CustomerColumns>)
        case identities(ReadTable<IdentityColumns>)
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
        let files = try SourceFiles(paths)
        let (work, unread) = try work(files)
        var context = context
        context.lookups = try LookupTables(mapping, in: files)
        let shared = context
        // The largest first, so that the threads end together; results return to the order of the mapping.
        let order = work.indices.sorted { (work[$0].bytes, $1) > (work[$1].bytes, $0) }
        let loaded = Partitions.map(0..<order.count, jobs: jobs) { index in
            let item = work[order[index]]
            return (order[index], Self.load(item.table, from: FileTables(parts: item.parts, context: shared), rates))
        }
        var tables = try Self.collect(loaded.sorted { $0.0 < $1.0 }.map(\.1))
        tables.unreadFiles = unread
        return tables
    }

    /// A table with all of its files.
    private struct Work: Sendable {
        let table: SourceTable
        var parts: [TablePart]
        var bytes: Int { parts.reduce(0) { $0 + $1.bytes } }
    }

    private func work(_ files: SourceFiles) throws(IngestError) -> (tables: [Work], unread: [String]) {
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
        let taken = Set(work.flatMap(\.parts).flatMap(\.files).map(\.path))
        return (work, try files.unread(taken, self.mapping))
    }

    /// A source has orders; one whose mapping knows none has tickets.
    private func checkMain(_ work: [Work], _ files: SourceFiles) throws(IngestError) {
        let main = try mapping.main()
        guard work.contains(where: { $0.table == main.table }) else { throw files.missing(main) }
    }

    static func load(_ table: SourceTable, from reading: some TableReading, _ rates: Rates) -> Loaded {
        var partial: TableTally?
        let first = reading.first
        do {
            switch table {
            case .customers: return .customers(try reading.read(CustomerColumns(), partial: &partial))
            case .customerIdentities: return .identities(try reading.read(IdentityColumns(), partial: &partial))
            case .products: return .products(try reading.read(ProductColumns(), partial: &partial))
            case .orders:
                let isKeyless = first.columns["order_id"]?.isRowNumber ?? false
                let columns = OrderColumns(rates: rates, isKeyless: isKeyless, addsRows: first.addsRows)
                return .orders(try reading.read(columns, partial: &partial))
            case .orderLines:
                if let baskets = first.baskets {
                    return .lineOrders(try reading.readBaskets(baskets, partial: &partial))
                }
                guard let rule = first.orders else { return .lines(try reading.read(LineColumns(), partial: &partial)) }
                return .lineOrders(try reading.read(LineOrderColumns(rule), partial: &partial))
            case .refunds: return .refunds(try reading.read(RefundColumns(), partial: &partial))
            case .tickets:
                return .tickets(try reading.read(TicketColumns(keywords: reading.context.keywords), partial: &partial))
            case .ticketEvents:
                guard first.updates == nil else {
                    return .updates(
                        try reading.read(TicketUpdateColumns(keywords: reading.context.keywords), partial: &partial))
                }
                return .events(try reading.read(TicketEventColumns(), partial: &partial))
            case .agents: return .agents(try reading.read(AgentColumns(), partial: &partial))
            case .agentPresence: return .presence(try reading.read(PresenceColumns(), partial: &partial))
            }
        } catch {
            return .failed(error, partial)
        }
    }

    /// The tables of which all were read.
    ///
    /// - Throws: the first error, with those of the other tables and what had been found out.
    static func collect(_ loaded: [Loaded]) throws(IngestError) -> LoadedTables {
        var tables = LoadedTables()
        var refusal: IngestError?
        for table in loaded {
            switch table {
            case .customers(let table): tables.customers = table
            case .identities(let table): tables.identities = table
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
            customers?.tally, identities?.tally, products?.tally, orders?.tally, lines?.tally, lineOrders?.tally,
            refunds?.tally,
            tickets?.tally, events?.tally, updates?.tally, agents?.tally, presence?.tally,
        ].compactMap { $0 }
    }
}
