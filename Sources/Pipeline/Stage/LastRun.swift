internal import Domain
internal import Store

/// The run that is served when another one begins: stages that did not change are taken over from it, and the guards compare
/// with it.
///
/// Guards fail closed: a comparison that is due and cannot be made is a failed check with the reason, which holds the new run
/// back. On a first run nothing is due.
///
/// Used from one thread.
final class LastRun {
    /// What the ledger says of it; `nil` before the first run is published.
    let record: RunRecord?
    /// The comparisons that were due and could not be made.
    private(set) var missed: [QualityCheck] = []
    private let snapshot: Snapshot?
    private let file: String
    private let acceptsUncompared: Bool

    /// - Parameters:
    ///   - store: where it is served.
    ///   - file: the pipeline's file, for the sentence that says what to do.
    ///   - acceptsUncompared: whether a missed comparison is a warning: somebody looked at it and asked for that.
    /// - Throws: `StoreError` where the ledger cannot be read.
    init(_ store: RunStore, file: String, acceptsUncompared: Bool) throws {
        (self.file, self.acceptsUncompared) = (file, acceptsUncompared)
        record = try store.current().flatMap { try store.run($0) }
        var failure: (any Error)?
        do {
            snapshot = try record.map { try store.snapshot(run: $0.id) }
        } catch {
            (snapshot, failure) = (nil, error)
        }
        if let failure { miss("tables", failure) }
    }

    /// The run, if its tables can be taken over.
    var reusable: RunRecord? { snapshot == nil ? nil : record }

    /// Compares with its tables.
    ///
    /// - Parameters:
    ///   - name: of the check that fails where that cannot be done.
    ///   - body: is not called where there are no tables, which is noted already.
    /// - Returns: what `body` returns; `nil` where it throws.
    func compare<T>(_ name: String, _ body: (Snapshot) throws -> T?) -> T? {
        guard let snapshot else { return nil }
        do {
            return try body(snapshot)
        } catch {
            miss(name, error)
            return nil
        }
    }

    /// Notes a comparison that cannot be made.
    func miss(_ name: String, _ error: any Error) {
        let reason = RunError(describing: error)?.description ?? "it cannot be read (\(type(of: error)))"
        missed.append(
            QualityCheck(
                name: "compared_with_last_run.\(name)", outcome: acceptsUncompared ? .warned : .failed,
                found: reason,
                allowed: "a comparison with run \(record?.id.text ?? "-"): go back to a whole run with `quimbi runs "
                    + "rollback`, or, where none is left, publish without it: `quimbi run \(file) --accept-uncompared`")
        )
    }
}
