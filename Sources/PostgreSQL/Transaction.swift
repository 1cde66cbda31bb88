extension Connection {
    /// What a transaction may see and do.
    package enum TransactionMode: String, Sendable {
        case readCommitted = "BEGIN ISOLATION LEVEL READ COMMITTED"
        /// Everything from one snapshot, nothing written.
        case snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case repeatableRead = "BEGIN ISOLATION LEVEL REPEATABLE READ"
    }

    /// Runs `body` in a transaction: all of it counts, or, where it throws, nothing.
    ///
    /// - Parameters:
    ///   - mode: what it may see and do.
    ///   - body: must not end the transaction itself.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws, or what the server said; after a lost connection during the commit nobody knows
    ///   whether it counts.
    package func transaction<Result>(
        _ mode: TransactionMode = .readCommitted, _ body: () throws -> Result
    ) throws -> Result {
        try execute(mode.rawValue)
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // Where even that fails the connection is gone, and with it the transaction.
            if isInTransaction { try? execute("ROLLBACK") }
            throw error
        }
    }
}
