internal import Domain

/// The pipelines of a tenant.
extension RunStore {
    /// The names of the pipelines that have a ledger, sorted.
    package static func pipelines(_ address: StoreAddress, tenant: String) throws(StoreError) -> [String] {
        try StoreLayout.check(tenant, "tenant")
        return switch address {
        case .folder(let root): try RunFolders.pipelines(root: root, tenant: tenant)
        case .postgres(let url): try RunPartitions.pipelines(url: url, tenant: tenant)
        }
    }

    /// The pipeline that published, or was rolled back, last.
    ///
    /// - Throws: ``StoreError/Code/nothingPublished`` where none has.
    package static func lastPublished(_ address: StoreAddress, tenant: String) throws(StoreError) -> String {
        var latest: (pipeline: String, since: Instant)?
        for pipeline in try pipelines(address, tenant: tenant) {
            let store = try RunStore(address, tenant: tenant, pipeline: pipeline, access: .reading)
            guard let since = try store.ledger.currentSince() else { continue }
            if latest.map({ $0.since < since }) ?? true { latest = (pipeline, since) }
        }
        guard let latest else {
            throw StoreError(
                .nothingPublished, "no pipeline of tenant \(tenant) has published yet; run one, or name its file")
        }
        return latest.pipeline
    }
}

extension Ledger {
    /// When the pointer moved last.
    fileprivate func currentSince() throws(StoreError) -> Instant? {
        try read { database in
            try database.value(sql: "SELECT since FROM current").map(Instant.init(microseconds:))
        }
    }
}
