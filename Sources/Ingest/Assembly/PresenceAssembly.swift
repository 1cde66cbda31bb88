internal import Domain

extension AgentPresence {
    /// The spans whose rows stand, in their order.
    ///
    /// - Parameters:
    ///   - columns: the rows.
    ///   - fates: what became of them.
    ///   - agents: by code of the rows' agents, their indices.
    init(_ columns: PresenceColumns, _ fates: RowFates, agents: [Int32]) {
        self.init()
        var rows = (0..<columns.count).filter { fates[$0] == .live }
        func key(_ row: Int) -> (Int32, Int64, Int64, UInt8) {
            (agents[Int(columns.agent.codes[row])], columns.from[row], columns.to[row], columns.status[row])
        }
        rows.sort { key($0) < key($1) }
        agent = rows.map { agents[Int(columns.agent.codes[$0])] }
        from = rows.map { columns.from[$0] }
        to = rows.map { columns.to[$0] }
        status = rows.map { columns.status[$0] }
    }
}
