/// The ledger of a pipeline: its runs, which of them is served, models, events and history.
///
/// Readers see the state before or after a transaction and wait for nobody.
struct Ledger: Sendable {
    let engine: any DatabaseEngine

    func read<T>(_ body: (any Database) throws -> T) throws(StoreError) -> T {
        try StoreError.wrapping("read", engine.place) { try engine.read(body) }
    }

    /// One transaction: all of `body`, or nothing.
    @discardableResult
    func write<T>(_ body: (any Database) throws -> T) throws(StoreError) -> T {
        try StoreError.wrapping("write", engine.place) { try engine.write(body) }
    }
}
