internal import Analytics
internal import Domain
internal import Store

/// The run that was published before tonight, as far as changes are held against it.
struct EarlierRun: Sendable {
    let run: RunID
    let asOf: Instant
    let configDigest: String?
    let codeVersion: String
    /// Whether tonight takes its profiles over: then nobody has changed.
    var isTakenOver = false
    let snapshot: Snapshot
}

extension Workbench {
    /// Who is not as in the run before; nobody on a first night.
    func makeChanges() -> CustomerChanges {
        guard let earlier, !earlier.isTakenOver, let old = try? earlier.profiles() else { return CustomerChanges() }
        let inputs = ProfileInputs(self)
        let parts = Partitions.ranges(of: shop.customers.count).map { range in
            let part = ProfileTable.part(range, of: inputs)
            return Table(.customerProfiles, part.columns.filter { CustomerChanges.columns.contains($0.name) })
        }
        return CustomerChanges(
            from: [old], to: parts,
            ChangeCauses(
                shop, since: earlier.asOf, changedModels: changedModels(since: earlier),
                isConfigurationChanged: earlier.configDigest != definition.digest
                    || earlier.codeVersion != CodeVersion.full))
    }

    /// What is told of tonight once it is published; nothing on a first night.
    var customerEvents: [StoredEvent] {
        guard let earlier, !earlier.isTakenOver else { return [] }
        let found =
            changes.events(net: summaries.net, orders: summaries.orders)
            + (shop.has.tickets ? clocks.breaches(since: earlier.asOf) : [])
        return found.map { StoredEvent(kind: $0.kind, subject: $0.subject, detail: $0.detail) }
    }

    private func changedModels(since earlier: EarlierRun) -> Set<String> {
        let versions = (try? earlier.modelVersions()) ?? (segments: nil, churn: nil)
        var changed: Set<String> = []
        if versions.segments != segmentation.model.version { changed.insert(StoredSegmentModel.name) }
        if versions.churn != churn.model?.version { changed.insert(StoredChurnModel.name) }
        return changed
    }
}

extension EarlierRun {
    fileprivate func profiles() throws -> Table? {
        guard snapshot.has(.customerProfiles) else { return nil }
        return try snapshot.readBlocking { try $0.columns(CustomerChanges.columns, of: .customerProfiles) }
    }

    fileprivate func modelVersions() throws -> (segments: Int?, churn: Int?) {
        try snapshot.readBlocking { reader in
            (
                snapshot.has(.segmentDefinitions) ? try reader.segmentDefinitions().first?.modelVersion : nil,
                snapshot.has(.churnScores) ? try reader.likeliestToLeave(after: 0, limit: 1).first?.modelVersion : nil
            )
        }
    }
}
