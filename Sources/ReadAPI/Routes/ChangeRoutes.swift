internal import Domain
internal import Store
internal import Tables

/// Who is not as before: what a client that keeps copies of customers has to fetch anew.
struct ChangeRoutes: Sendable {
    let store: RunStore

    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/changes",
                summary: "Customers who changed in the runs after the one that the client knows, the oldest run first.",
                query: [.required("since", .text(maxLength: 64), "The run that the client knows, its `run_id`.")],
                answer: [
                    "run_id": .text, "customer_id": .text, "kind": .choice(["appeared", "changed", "gone"]),
                    "cause": .choice(["new_data", "late_data", "model", "configuration", "time"]),
                    "fields": .list([
                        "field": .text, "old": .nullable(.text), "new": .nullable(.text), "cause": .text,
                    ]),
                ],
                errors: [.runNotFound], handler: .list("changes", changes))
        ]
    }

    /// A place in the list is a run and a customer of it.
    ///
    /// 404 where the run is not one that the current one followed, or the changes of one in between are no longer kept: the
    /// client then has to fetch everybody.
    @Sendable private func changes(_ call: Call, run: PublishedRun, stretch: Stretch) throws -> Page {
        let runs = try runs(after: call.query.text("since") ?? "", through: run)
        let place = stretch.place?.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            .map(String.init)
        guard place.map({ $0.count == 2 }) ?? true else { throw Cursor.foreign }
        var rows: [(run: String, row: ChangeRow)] = []
        for id in runs.drop(while: { id in place.map { id.text != $0[0] } ?? false }) {
            let customer = id.text == place?[0] ? place?[1] ?? "" : ""
            let limit = stretch.limit + 1 - rows.count
            guard limit > 0 else { break }
            rows += try snapshot(of: id, run).readBlocking { try $0.changes(after: customer, limit: limit) }
                .map { (id.text, $0) }
        }
        return Page(rows, stretch, place: { "\($0.run)\n\($0.row.customerID)" }) { found in
            [
                "run_id": .text(found.run), "customer_id": .text(found.row.customerID), "kind": .text(found.row.kind),
                "cause": .text(found.row.cause), "fields": .document(found.row.fields.text),
            ]
        }
    }

    private func runs(after since: String, through run: PublishedRun) throws -> [RunID] {
        guard let known = try? RunID(since), let line = try store.line(after: known, through: run.snapshot.run.id)
        else {
            throw APIError(.runNotFound, "the current run did not follow the run in since; fetch every customer anew")
        }
        return line
    }

    private func snapshot(of id: RunID, _ current: PublishedRun) throws -> Snapshot {
        let found = id == current.snapshot.run.id ? current.snapshot : try? store.snapshot(run: id)
        guard let found, found.has(ChangesTable.table) else {
            throw APIError(
                .runNotFound, "the changes of a run since then are no longer kept; fetch every customer anew")
        }
        return found
    }
}
