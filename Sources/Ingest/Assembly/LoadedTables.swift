internal import Domain

/// All tables of a source as they were read.
struct LoadedTables: Sendable {
    var customers: ReadTable<CustomerColumns>?
    var identities: ReadTable<IdentityColumns>?
    var products: ReadTable<ProductColumns>?
    var orders: ReadTable<OrderColumns>?
    var lines: ReadTable<LineColumns>?
    /// In place of orders, lines and refunds where orders follow from their lines.
    var lineOrders: ReadTable<LineOrderColumns>?
    var refunds: ReadTable<RefundColumns>?
    var tickets: ReadTable<TicketColumns>?
    var events: ReadTable<TicketEventColumns>?
    /// In place of tickets and events where both follow from updates.
    var updates: ReadTable<TicketUpdateColumns>?
    var agents: ReadTable<AgentColumns>?
    var presence: ReadTable<PresenceColumns>?
    /// Files of the source that no table takes.
    var unreadFiles: [String] = []
}
