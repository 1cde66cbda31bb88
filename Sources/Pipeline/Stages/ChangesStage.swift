internal import Analytics
internal import Domain
internal import Store
internal import Tables

/// The customers who differ from the published run.
enum ChangesStage: Stage {
    static let file = StageFile.changes
    static let comparesWithPublished = true

    static func reads(_ options: NoOptions) -> [any Stage.Type] {
        [
            IngestStage.self, ClocksStage.self, ChurnStage.self, FeaturesStage.self, SegmentsStage.self,
            ProfilesStage.self,
        ]
    }

    /// Nobody on a first run, and where the profiles were taken over.
    static func compute(_ run: StageRun<Self>) throws -> CustomerChanges {
        guard let published = run.published, !run.isTakenOver(ProfilesStage.self), let old = published.profiles()
        else { return CustomerChanges() }
        let inputs = try run[ProfilesStage.self]
        let parts = Partitions.ranges(of: run.shop.customers.count).map { range in
            ProfileTable.part(range, of: inputs).selecting(CustomerChanges.columns)
        }
        return CustomerChanges(
            from: [old], to: parts,
            ChangeCauses(
                run.shop, since: published.asOf, changedModels: try changedModels(run, since: published),
                isConfigurationChanged: !run.isConfigured(as: published.record)))
    }

    private static func changedModels(_ run: StageRun<Self>, since published: PublishedRun) throws -> Set<String> {
        let versions = published.modelVersions() ?? (segments: nil, churn: nil)
        var changed: Set<String> = []
        if versions.segments != (try run[SegmentsStage.self].segmentation.model.version) {
            changed.insert(StoredSegmentModel.name)
        }
        if versions.churn != (try run[ChurnStage.self].model?.version) { changed.insert(StoredChurnModel.name) }
        return changed
    }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let changes = try run.result
        return StageOutput(rowsIn: run.shop.customers.count) { append in try append(changes.table) }
    }

    static func events(_ run: StageRun<Self>) throws -> [StoredEvent] {
        guard let published = run.published, !run.isTakenOver(ProfilesStage.self) else { return [] }
        let summaries = try run[FeaturesStage.self].summaries
        var found = try run.result.events(net: summaries.net, orders: summaries.orders)
        if run.shop.has.tickets { found += try run[ClocksStage.self].breaches(since: published.asOf) }
        return found.map { StoredEvent(kind: $0.kind, subject: $0.subject, detail: $0.detail) }
    }
}

extension PublishedRun {
    fileprivate func profiles() -> Table? {
        compare("changes") { snapshot in
            guard snapshot.has(CustomerProfilesTable.table) else { return nil }
            return try snapshot.readBlocking {
                try $0.columns(CustomerChanges.columns, of: CustomerProfilesTable.table)
            }
        }
    }

    fileprivate func modelVersions() -> (segments: Int?, churn: Int?)? {
        compare("changes") { snapshot in
            try snapshot.readBlocking { reader in
                (
                    snapshot.has(SegmentDefinitionsTable.table)
                        ? try reader.segmentDefinitions().first?.modelVersion : nil,
                    snapshot.has(ChurnScoresTable.table)
                        ? try reader.likeliestToLeave(after: 0, limit: 1).first?.modelVersion : nil
                )
            }
        }
    }
}
