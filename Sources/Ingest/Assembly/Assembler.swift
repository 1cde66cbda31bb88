internal import Domain

/// Turns the tables as they were read into a ``Shop``: settles keys, finds orphans, leaves out what lies beyond the bound,
/// and puts everything in the order that ``Shop`` describes.
///
/// Columns that were read are let go of as soon as their values have been taken over.
struct Assembler {
    private let source: SourceDescription
    private let rates: Rates
    private let jobs: Int
    private var tables: LoadedTables
    private var fates: [SourceTable: RowFates] = [:]

    init(_ source: SourceDescription, rates: Rates, jobs: Int, tables: consuming LoadedTables) {
        self.source = source
        self.rates = rates
        self.jobs = jobs
        self.tables = tables
    }

    /// - Throws: a file that is no longer what it was, where the text of a refused row has to be fetched again.
    mutating func assemble() throws(IngestError) -> (shop: Shop, quality: DataQuality, digest: String) {
        settleKeys()
        var lineOrders = takeLineOrders()
        let orderRow = rowsOfOrders()
        var ticketRow = rowsOfTickets()
        let updates = takeUpdates()
        let bound = bound(refundOrder: orderRow.refunds, ticketRow: ticketRow, lineOrders, updates)
        if let updates { ticketRow = follow(updates, bound) }
        applyBound(bound)
        lineOrders?.apply(bound)
        var shop = Shop(asOf: Instant(microseconds: bound.asOf), zone: source.zone, currency: source.currency)
        shop.has = observables()
        let customers = CustomerIndex(
            rows: .init(tables.customers?.columns.id, fates[.customers]),
            orders: lineOrders?.customerPart ?? .init(tables.orders?.columns.customer, fates[.orders]),
            tickets: .init(tables.tickets?.columns.customer, fates[.tickets]),
            identities: Identities(tables.customers?.columns, fates[.customers], tables.identities?.columns))
        addCustomers(customers, to: &shop)
        identities = customers.overlap
        let agents = addAgents(ticketRow, bound, to: &shop)
        var orderIDs: [UInt8] = []
        let support = takeSupport(customers, ticketRow: ticketRow, agents: agents, bound)
        let tickets = Beside.run(support, jobs: jobs) {
            if let settled = lineOrders {
                lineOrders = nil
                orderIDs = addLineOrders(settled, customers, to: &shop)
            } else {
                orderIDs = addOrders(customers, orderRow: orderRow, bound, to: &shop)
            }
        }
        add(tickets, to: &shop)
        shop.observedFrom = shop.orders.orderedAt.min().map { Instant(microseconds: $0) } ?? shop.asOf
        let digest = ShopDigest.of(shop, orderIDs: orderIDs, jobs: jobs)
        return (shop, try quality(shop), digest)
    }

    // MARK: - Keys

    private mutating func settleKeys() {
        if let columns = tables.orders?.columns { settleOrders(columns) }
        fates[.customers] = tables.customers.map { Self.settled($0.columns.id, $0.columns.isEqual).fates }
        for row in tables.customers?.columns.nobodies ?? [] where fates[.customers]?[row] == .live {
            fates[.customers]?[row] = .leftOut
        }
        fates[.customerIdentities] = tables.identities.map { RowFates(count: $0.columns.count) }
        fates[.products] = tables.products.map { Self.settled($0.columns.id, $0.columns.isEqual).fates }
        fates[.agents] = tables.agents.map { Self.settled($0.columns.id, $0.columns.isEqual).fates }
        fates[.agentPresence] = tables.presence.map { RowFates(count: $0.columns.count) }
        settleTickets()
    }

    private mutating func settleTickets() {
        guard let columns = tables.tickets?.columns else { return }
        (fates[.tickets], firstTicket) = Self.settled(columns.id, columns.isEqual)
    }

    /// By code of an id: the row that stays, or -1.
    private var firstOrder: [Int32] = []
    private var firstTicket: [Int32] = []

    private mutating func settleOrders(_ columns: OrderColumns) {
        var fates = RowFates(count: columns.count)
        if columns.addsRows, !columns.isKeyless {
            guard var read = tables.orders else { return }
            tables.orders = nil
            (fates, firstOrder) = OrderRowSums.settle(&read.columns, read.tally.spans)
            tables.orders = read
        } else if !columns.isKeyless {
            firstOrder = fates.settleVersions(
                keys: columns.id, distinct: columns.ids.count, isEqual: columns.isEqual, isOneThing: columns.isOneOrder,
                version: { columns.version[$0] })
        }
        self.fates[.orders] = fates
    }

    private static func settled(
        _ id: CodeColumn, _ isEqual: (Int, Int) -> Bool
    ) -> (fates: RowFates, first: [Int32]) {
        var fates = RowFates(count: id.codes.count)
        let first = fates.settleVersions(keys: id.codes, distinct: id.interner.count, isEqual: isEqual)
        return (fates, first)
    }

    /// By code of another table's ids: the row that has it, or -1.
    private static func rows(of ids: StringTable, in interner: StringInterner, _ first: [Int32]) -> [Int32] {
        (0..<ids.count).map { code in
            ids.withBytes(code) { interner.existingCode(of: $0) }.map { first[Int($0)] } ?? -1
        }
    }

    /// The rows of the orders that lines and refunds name, by their own codes.
    private mutating func rowsOfOrders() -> (lines: [Int32], refunds: [Int32]) {
        guard let orders = tables.orders?.columns else { return ([], []) }
        let lines = tables.lines.map { Self.rows(of: $0.columns.order.interner.table, in: orders.ids, firstOrder) }
        tables.lines?.columns.order.forgetStrings()
        let refunds = tables.refunds.map { Self.rows(of: $0.columns.order.interner.table, in: orders.ids, firstOrder) }
        return (lines ?? [], refunds ?? [])
    }

    private mutating func rowsOfTickets() -> [Int32] {
        guard let events = tables.events?.columns else { return [] }
        guard let tickets = tables.tickets?.columns else {
            return [Int32](repeating: -1, count: events.ticket.interner.count)
        }
        let ids = events.ticket.interner.table
        var rows = Self.rows(of: ids, in: tickets.id.interner, firstTicket)
        guard tickets.unwanted.count > 0 else { return rows }
        for code in rows.indices where rows[code] == TicketAssembly.unknown {
            let isUnwanted = ids.withBytes(code) { tickets.unwanted.existingCode(of: $0) } != nil
            if isUnwanted { rows[code] = TicketAssembly.unwanted }
        }
        return rows
    }

    // MARK: - Time

    private func bound(
        refundOrder: [Int32], ticketRow: [Int32], _ lineOrders: LineOrders?, _ updates: TicketUpdates?
    ) -> TimeBound {
        var (days, latest) = (TimeEdge.Days(), Int64(0))
        forEachInstant(refundOrder, ticketRow, lineOrders, updates) { instant in
            days.add(instant)
            latest = max(latest, instant)
        }
        let edge = TimeEdge(days)
        switch source.asOf {
        case .instant(let instant): return TimeBound(asOf: instant.microseconds, isNow: false, edge: edge.withoutEnd)
        case .now(let instant): return TimeBound(asOf: instant.microseconds, isNow: true, edge: edge.withoutEnd)
        case .latest:
            guard latest >= edge.to else { return TimeBound(asOf: latest + 1, isNow: false, edge: edge.withoutEnd) }
            latest = 0
            forEachInstant(refundOrder, ticketRow, lineOrders, updates) { instant in
                if instant < edge.to { latest = max(latest, instant) }
            }
            return TimeBound(asOf: latest + 1, isNow: false, edge: edge)
        }
    }

    /// The times of orders, of refunds of accepted orders, of tickets with their stamps, and of events of accepted tickets.
    private func forEachInstant(
        _ refundOrder: [Int32], _ ticketRow: [Int32], _ lineOrders: LineOrders?, _ updates: TicketUpdates?,
        _ body: (Int64) -> Void
    ) {
        if let orders = tables.orders?.columns, let fates = fates[.orders] {
            for row in 0..<orders.count where fates[row] == .live { body(orders.at[row]) }
        }
        if let refunds = tables.refunds?.columns {
            for row in 0..<refunds.count where refundOrder[Int(refunds.order.codes[row])] >= 0 { body(refunds.at[row]) }
        }
        if let tickets = tables.tickets?.columns, let fates = fates[.tickets] {
            for row in 0..<tickets.count where fates[row] == .live {
                body(tickets.createdAt[row])
                if tickets.latest(row) > tickets.createdAt[row] { body(tickets.latest(row)) }
            }
        }
        if let events = tables.events?.columns {
            for row in 0..<events.count where ticketRow[Int(events.ticket.codes[row])] >= 0 { body(events.at[row]) }
        }
        lineOrders?.forEachInstant(body)
        updates?.forEachInstant(body)
    }

    private mutating func applyBound(_ bound: TimeBound) {
        if let orders = tables.orders?.columns, var fates = fates[.orders] {
            for row in 0..<orders.count where fates[row] == .live {
                guard bound.admits(orders.at[row], row, column: 2, &fates) else { continue }
                switch orders.status(row) {
                case .placed, .paid:
                    guard orders.isRefund(row) else { continue }
                    fates[row] = .leftOut
                    refundsOfOrders.append(Int32(row))
                case .cancelled: fates[row] = .cancelled
                case .test: fates[row] = .test
                }
            }
            self.fates[.orders] = fates
        }
        if let tickets = tables.tickets?.columns, var fates = fates[.tickets] {
            for row in 0..<tickets.count where fates[row] == .live {
                guard bound.admits(tickets.createdAt[row], row, column: 1, &fates) else { continue }
                if tickets.latest(row) >= bound.edge.to { fates[row] = .setAside }
            }
            self.fates[.tickets] = fates
        }
        if let customers = tables.customers?.columns, var fates = fates[.customers] {
            for row in 0..<customers.count where fates[row] == .live {
                _ = bound.admits(customers.createdAt[row], row, column: 1, mayBeEarly: true, &fates)
            }
            self.fates[.customers] = fates
        }
        if let presence = tables.presence?.columns, var fates = fates[.agentPresence] {
            for row in 0..<presence.count {
                _ = bound.admits(presence.from[row], row, column: 1, mayBeEarly: true, &fates)
            }
            self.fates[.agentPresence] = fates
        }
    }

    // MARK: - Tickets that follow from their updates

    private mutating func takeUpdates() -> TicketUpdates? {
        guard let read = tables.updates else { return nil }
        tables.updates = nil
        updateTally = read.tally
        return TicketUpdates(read.columns)
    }

    /// - Returns: the rows of the tickets that the events name, by their own codes.
    private mutating func follow(_ updates: consuming TicketUpdates, _ bound: TimeBound) -> [Int32] {
        updates.apply(bound)
        updateFates = updates.fates
        let (tickets, events) = updates.followed()
        tables.tickets = ReadTable(columns: tickets, tally: TableTally(.tickets))
        tables.events = ReadTable(columns: events, tally: TableTally(.ticketEvents))
        settleTickets()
        return rowsOfTickets()
    }

    /// What was read, and what became of it, where tickets and events follow from it.
    private var updateTally: TableTally?
    private var updateFates: RowFates?

    // MARK: - Orders that follow from their lines

    private mutating func takeLineOrders() -> LineOrders? {
        guard let read = tables.lineOrders else { return nil }
        tables.lineOrders = nil
        lineOrderRule = read.columns.rule
        let lines = read.columns.lines
        lineOrderHas = (lines.discount.isPresent, lines.refundedQuantity.isPresent, lines.category.isPresent)
        tallies[.orderLines] = read.tally
        return LineOrders(read.columns, read.tally)
    }

    /// - Returns: the digest of the orders' ids in their order.
    private mutating func addLineOrders(
        _ settled: consuming LineOrders, _ customers: CustomerIndex, to shop: inout Shop
    ) -> [UInt8] {
        let hasReturns = settled.columns.rule.cancellationPrefix != nil
        let assembly = LineOrderAssembly(settled, customers, zone: source.zone)
        shop.customers.orderStart = assembly.customerStart
        assembly.addCountries(to: &shop.customers)
        shop.orders = assembly.orders
        shop.lines = assembly.lines
        shop.products = assembly.products
        if hasReturns {
            shop.refunds = assembly.refunds
        } else if !lineOrderHas.returned {
            (shop.orders.refunded, shop.lines.refundedQuantity) = ([], [])
        }
        fates[.orderLines] = assembly.fates
        if let tally = tallies[.orderLines] { bridge.count(tally.refusals) }
        bridge.count(assembly.settled, source.zone)
        tallies[.orderLines]?.settle(assembly.fates, money: assembly.money)
        noteSetAside(tallies[.orderLines]) { Instant(microseconds: assembly.instant($0)) }
        if hasReturns { returnsCheck = assembly.returnsCheck(currency: source.currency) }
        return assembly.idDigest
    }

    private var lineOrderRule: OrdersFromLines?
    private var isBaskets: Bool { lineOrderRule?.columns.isEmpty ?? false }
    private var lineOrderHas = (discount: false, returned: false, category: false)
    /// The money of returns that found no line.
    private var returnsCheck: QualityCheck?

    // MARK: - Tables

    private func addCustomers(_ index: CustomerIndex, to shop: inout Shop) {
        let count = index.ids.count
        shop.customers.ids = index.ids
        shop.customers.createdAt = [Int64](repeating: Instant.missing, count: count)
        shop.customers.country = [Int32](repeating: StringTable.missing, count: count)
        shop.customers.orderStart = [Int32](repeating: 0, count: count + 1)
        shop.customers.ticketStart = [Int32](repeating: 0, count: count + 1)
        guard let columns = tables.customers?.columns, let fates = fates[.customers] else { return }
        let rows = (0..<columns.count).filter { fates[$0] == .live }.map { Int32($0) }
        let countries = CompactStrings(columns.country, rows: rows)
        shop.customers.countries = countries.strings
        for row in rows {
            let customer = Int(index.ofRows[Int(columns.id.codes[Int(row)])])
            // Several ids may be one person: the oldest account is his.
            let (known, created) = (shop.customers.createdAt[customer], columns.createdAt[Int(row)])
            shop.customers.createdAt[customer] =
                known == Instant.missing ? created : created == Instant.missing ? known : min(known, created)
            let country = columns.country[Int(row)]
            if country >= 0 { shop.customers.country[customer] = countries.newCode[Int(country)] }
        }
    }

    /// - Returns: the digest of the orders' ids in their order; the ids themselves are not kept.
    private mutating func addOrders(
        _ customers: CustomerIndex, orderRow: (lines: [Int32], refunds: [Int32]), _ bound: TimeBound,
        to shop: inout Shop
    ) -> [UInt8] {
        guard let read = tables.orders, let orderFates = fates[.orders] else { return [] }
        tables.orders = nil
        var assembly = OrderAssembly(read, orderFates, customers, zone: source.zone)
        shop.customers.orderStart = assembly.customerStart
        let live = assembly.rows.count
        let idDigest =
            read.columns.isKeyless
            ? [] : ShopDigest.ofIDs(read.columns.ids.table, codes: assembly.rows.map { read.columns.id[Int($0)] })
        let slots = (lines: assembly.slots(of: orderRow.lines), refunds: assembly.slots(of: orderRow.refunds))
        mismatches = assembly.rows.reduce(0) { $0 + (read.columns.isMismatch(Int($1)) ? 1 : 0) }
        bridge.count(read.tally.refusals)
        bridge.count(read.columns, orderFates, source.zone)
        tallies[.orders] = read.tally
        tallies[.orders]?.settle(orderFates) { read.columns.total[$0] }
        formulas = read.columns.formulas
        noteSetAside(tallies[.orders]) { Instant(microseconds: read.columns.at[$0]) }
        shop.orders = assembly.orders
        assembly.orders = Orders()
        let (fate, rate) = (assembly.fate, assembly.rate)
        if read.columns.hasRefunds {
            let found = RefundsBelowZero(refundsOfOrders, read.columns, customers)
            tableChecks.append(found.apply(to: &shop))
        }
        let lines = addLines(slots.lines, fate, live, rate, to: &shop)
        addRefunds(slots.refunds, fate, live, rate, bound, lines, to: &shop)
        return idDigest
    }

    /// Accepted orders whose amounts do not add up, and what else would.
    private var mismatches = 0
    /// Rows of orders that are refunds.
    private var refundsOfOrders: [Int32] = []
    private var formulas = FigureChecks.TotalFormulas()
    /// Checks that follow from the rows of tables.
    private var tableChecks: [QualityCheck] = []
    /// Ids of the customers' own table, how many of them have orders, and how many ids have orders at all.
    private var identities = (rows: 0, matched: 0, ordering: 0)

    /// Orders whose times lie far from all others, with their money.
    private mutating func noteSetAside(_ tally: TableTally?, _ instant: (Int) -> Instant) {
        guard let tally, let first = tally.setAsideRows.first else { return }
        let times = tally.setAsideRows.map { "\(instant($0))" }.joined(separator: ", ")
        _ = first
        tableChecks.append(
            QualityCheck(
                name: "orders_set_aside", outcome: .warned,
                found:
                    "orders with \(Money.text(tally.setAsideMoney)) lie far outside of all others and are in no figure: \(times)",
                allowed: "none; mend their dates, or give `as_of` where they are right"))
    }
    /// How the source's total becomes net revenue.
    private var bridge = MoneyBridge()
    /// The tallies of tables whose columns have been let go of.
    private var tallies: [SourceTable: TableTally] = [:]

    private mutating func addLines(
        _ slot: [Int32], _ fate: [RowFate], _ live: Int, _ rate: [Int32], to shop: inout Shop
    ) -> LineAssembly? {
        guard var read = tables.lines else {
            addProducts(nil, rows: [], to: &shop)
            return nil
        }
        tables.lines = nil
        var assembly = LineAssembly(
            &read.columns, slot: slot, fate: fate, live: live, rate: rate, rates: rates, tally: &read.tally)
        fates[.orderLines] = assembly.fates
        tallies[.orderLines] = read.tally
        for (order, money) in assembly.noSales.enumerated() where money != 0 {
            let taken = shop.orders.takeOut(money, of: order)
            bridge.add(.giftCards, MonthClock.month(ofDay: shop.orders.localDay[order]), -taken)
        }
        // In the order of the file, which is that of the memory.
        let liveRows = (0..<read.columns.product.codes.count).filter { assembly.fates[$0] == .live }.map { Int32($0) }
        let codes = addProducts(read.columns, rows: liveRows, to: &shop)
        assembly.lines.product = Permutation.gather(read.columns.product.takeCodes(), assembly.rows)
        for index in assembly.lines.product.indices {
            assembly.lines.product[index] = codes[Int(assembly.lines.product[index])]
        }
        assembly.forgetRows()
        shop.lines = assembly.lines
        assembly.lines = OrderLines()
        shop.orders.lineStart = assembly.start
        return assembly
    }

    @discardableResult
    private func addProducts(_ lines: LineColumns?, rows: [Int32], to shop: inout Shop) -> [Int32] {
        let assembly = ProductAssembly(
            lines: lines, rows: rows, table: tables.products?.columns, fates: fates[.products])
        shop.products = assembly.products
        return assembly.ofLines
    }

    private mutating func addRefunds(
        _ slot: [Int32], _ fate: [RowFate], _ live: Int, _ rate: [Int32], _ bound: TimeBound, _ lines: LineAssembly?,
        to shop: inout Shop
    ) {
        guard var read = tables.refunds else { return }
        tables.refunds = nil
        var assembly = RefundAssembly(
            &read.columns, slot: slot, fate: fate, live: live, rate: rate, rates: rates, bound: bound,
            orders: shop.orders)
        assembly.findLines(lines)
        fates[.refunds] = assembly.fates
        tallies[.refunds] = read.tally
        tallies[.refunds]?.settle(assembly.fates) { read.columns.amount[$0] }
        tableChecks += assembly.checks
        shop.refunds = assembly.refunds
        shop.orders.refundStart = assembly.start
        shop.orders.refunded = assembly.refunded
        guard shop.has.orderLines, read.columns.lineNo.isPresent, read.columns.quantity.isPresent else { return }
        shop.lines.refundedQuantity = [Int32](repeating: 0, count: shop.lines.count)
        for index in 0..<assembly.refunds.count where assembly.refunds.line[index] >= 0 {
            let line = Int(assembly.refunds.line[index])
            let sum = Int64(shop.lines.refundedQuantity[line]) + Int64(assembly.refunds.quantity[index])
            shop.lines.refundedQuantity[line] = Int32(clamping: sum)
        }
    }

    /// Takes tickets and events out, to be assembled on another thread.
    private mutating func takeSupport(
        _ customers: CustomerIndex, ticketRow: [Int32], agents: [Int32], _ bound: TimeBound
    ) -> @Sendable () -> TicketAssembly? {
        defer { (tables.tickets, tables.events) = (nil, nil) }
        wordChecks = (tables.tickets?.columns.wordChecks ?? []) + (tables.events?.columns.wordChecks ?? [])
        tallies[.ticketEvents] = tables.events?.tally
        guard let read = tables.tickets, let ticketFates = fates[.tickets] else {
            // Events without tickets are orphans, all of them.
            var orphans = RowFates(count: tables.events?.columns.count ?? 0)
            for row in orphans.fates.indices { orphans.refuse(row, .orphanEvent, column: 0) }
            fates[.ticketEvents] = orphans
            return { nil }
        }
        tallies[.tickets] = read.tally
        let events = tables.events?.columns
        return {
            var assembly = TicketAssembly(read.columns, ticketFates, customers, agents: agents, bound: bound)
            if var events { assembly.add(&events, ticketRow: ticketRow, ticketFates, bound: bound) }
            return assembly
        }
    }

    /// What the words of tickets and events came to, and events of one instant in a source without an order.
    private var wordChecks: [QualityCheck] = []
    private var undecidedEvents = 0

    private static func eventOrderCheck(_ events: Int) -> QualityCheck {
        QualityCheck(
            name: "ticket_events_in_order", outcome: .warned,
            found: "\(events) events share ticket and time stamp with another, and the source lists events in no order",
            allowed: "a source sorted by time, or a column `sequence`; rules by kind decide otherwise")
    }

    private mutating func add(_ assembly: TicketAssembly?, to shop: inout Shop) {
        guard let assembly else { return }
        undecidedEvents = assembly.undecidedEvents
        fates[.ticketEvents] = assembly.eventFates
        shop.customers.ticketStart = assembly.customerStart
        shop.tickets = assembly.tickets
        shop.ticketEvents = assembly.events
    }

    /// The agents, and their presence; robots are left out.
    ///
    /// - Returns: by code of the tickets' assignees, the index of the agent.
    private mutating func addAgents(_ ticketRow: [Int32], _ bound: TimeBound, to shop: inout Shop) -> [Int32] {
        var directory = AgentDirectory()
        if let read = tables.agents, var fates = fates[.agents] {
            directory.takeListed(read.columns, &fates)
            self.fates[.agents] = fates
        }
        if let presence = tables.presence?.columns, var fates = fates[.agentPresence] {
            directory.take(presence, &fates)
            self.fates[.agentPresence] = fates
        }
        if let tickets = tables.tickets?.columns, let fates = fates[.tickets] { directory.take(tickets, fates) }
        if var events = tables.events?.columns {
            tables.events?.columns = TicketEventColumns()
            directory.take(&events, ticketRow: ticketRow, of: tables.tickets?.columns, bound)
            tables.events?.columns = events
        }
        let assembly = directory.assembled(tables.agents?.columns)
        shop.agents = assembly.agents
        if let presence = tables.presence?.columns, let fates = fates[.agentPresence] {
            shop.presence = AgentPresence(presence, fates, agents: assembly.ofPresence)
        }
        return assembly.ofAssignees
    }

    private func observables() -> Observables {
        var has = Observables()
        has.customers = tables.customers != nil
        has.orders = tables.orders != nil || lineOrderRule != nil
        if let rule = lineOrderRule {
            has.orderLines = true
            let hasReturns = rule.cancellationPrefix != nil
            has.lineDiscount = lineOrderHas.discount
            has.categories = lineOrderHas.category
            (has.refunds, has.datedRefunds, has.refundedQuantity) = (hasReturns, hasReturns, hasReturns)
            if !hasReturns, lineOrderHas.returned { (has.refunds, has.refundedQuantity) = (true, true) }
        }
        addOrderObservables(to: &has)
        addTicketObservables(to: &has)
        return has
    }

    private func addOrderObservables(to has: inout Observables) {
        guard lineOrderRule == nil else { return }
        has.orderLines = tables.lines != nil
        let lines = tables.lines?.columns
        has.categories = lines?.category.isPresent ?? false || tables.products?.columns.category.isPresent ?? false
        has.lineDiscount = lines?.discount.isPresent ?? false
        let orders = tables.orders?.columns
        has.subtotal = orders?.subtotal.isPresent ?? false
        has.discount = orders?.discount.isPresent ?? false
        has.discountCode = orders?.discountCode.isPresent ?? false
        has.channel = orders?.channel.isPresent ?? false
        has.datedRefunds = tables.refunds != nil
        has.refunds = has.datedRefunds || orders?.refunded.isPresent ?? false || orders?.hasRefunds ?? false
        let refunds = tables.refunds?.columns
        has.refundedQuantity =
            lines != nil
            && (lines?.refundedQuantity.isPresent ?? false
                || (refunds?.lineNo.isPresent ?? false && refunds?.quantity.isPresent ?? false))
    }

    private func addTicketObservables(to has: inout Observables) {
        let tickets = tables.tickets?.columns
        has.tickets = tickets != nil
        has.ticketChannel = tickets?.channel.isPresent ?? false
        has.ticketCategory = tickets?.category.isPresent ?? false
        has.ticketPriority = tickets?.hasPriority ?? false
        has.csat = tickets?.hasCSAT ?? false
        has.reopenedCount = tickets?.hasReopenedCount ?? false
        has.ticketEvents = tables.events != nil && has.tickets
        has.agents = tables.agents != nil
        has.presence = tables.presence != nil
    }

    // MARK: - Quality

    /// Bytes of all files, once assembled.
    var bytesRead: Int { tallies.values.reduce(0) { $0 + $1.bytesRead } }

    private mutating func quality(_ shop: Shop) throws(IngestError) -> DataQuality {
        tallies[.customers] = tables.customers?.tally
        tallies[.customerIdentities] = tables.identities?.tally
        tallies[.products] = tables.products?.tally
        tallies[.agents] = tables.agents?.tally
        tallies[.agentPresence] = tables.presence?.tally
        if let updateTally {
            // The tickets have no rows of their own.
            (tallies[.tickets], tallies[.ticketEvents], fates[.ticketEvents]) = (nil, updateTally, updateFates)
        }
        var quality = DataQuality()
        for table in SourceTable.allCases {
            guard let tally = tallies[table], let fates = fates[table] else { continue }
            try quality.add(tally, fates)
        }
        bridge.close(shop)
        quality.bridge = bridge
        if let returnsCheck { quality.checks.append(returnsCheck) }
        quality.checks += wordChecks
        if undecidedEvents > 0 { quality.checks.append(Self.eventOrderCheck(undecidedEvents)) }
        quality.unreadFiles = tables.unreadFiles
        quality.checks += OrderChecks.of(shop, mismatches: mismatches, formulas) + tableChecks
        quality.checks += [
            FigureChecks.lines(shop), FigureChecks.refundsBeforeOrders(shop), FigureChecks.exchangedDays(shop),
        ].compactMap(\.self)
        if shop.has.orders, !isBaskets {
            quality.checks += [FigureChecks.plausibleTimes(shop)].compactMap(\.self)
            quality.checks += IdentityChecks.of(
                shop, customerRows: identities.rows, matchedRows: identities.matched,
                orderingCustomers: identities.ordering)
        }
        return quality
    }
}

extension Orders {
    /// Takes money that is no revenue out of an order, as far as it has any.
    ///
    /// - Returns: what was taken.
    fileprivate mutating func takeOut(_ money: Int64, of order: Int) -> Int64 {
        let taken = min(money, total[order])
        total[order] -= taken
        if !subtotal.isEmpty, subtotal[order] != Money.missing { subtotal[order] = max(0, subtotal[order] - money) }
        return taken
    }
}

extension OrderAssembly {
    /// From rows of orders to their places; -1 stays -1.
    func slots(of rows: [Int32]) -> [Int32] {
        rows.map { $0 < 0 ? -1 : slot[Int($0)] }
    }
}
