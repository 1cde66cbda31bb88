internal import Domain

/// Versions of models and which of them is the champion.
extension Ledger {
    func models() throws(StoreError) -> [ModelVersion] {
        try read { database in
            try database.all(sql: "SELECT * FROM models ORDER BY name, version", ModelVersion.init)
        }
    }

    func champion(_ name: String) throws(StoreError) -> ModelVersion? {
        try read { database in
            try database.first(
                sql: "SELECT * FROM models WHERE name = ? AND is_champion = 1", arguments: [name], ModelVersion.init)
        }
    }

    func nextVersion(of name: String) throws(StoreError) -> Int {
        try read { database in
            try database.value(
                sql: "SELECT coalesce(max(version), 0) + 1 FROM models WHERE name = ?", arguments: [name]) ?? 1
        }
    }

    static func insert(_ database: any Database, _ model: ModelVersion, at instant: Instant) throws {
        try database.execute(
            sql: "INSERT INTO models (name, version, path, is_champion, metrics, as_of) VALUES (?, ?, ?, 0, ?, ?)",
            arguments: [model.name, model.version, model.path, model.metrics, model.asOf.microseconds])
        guard model.isChampion else { return }
        try crown(database, model.name, version: model.version, as: .fitted, at: instant)
    }
}

extension ModelVersion {
    init(_ row: Row) {
        self.init(
            name: row["name"], version: row["version"], path: row["path"], isChampion: row["is_champion"],
            metrics: row["metrics"], asOf: Instant(microseconds: row["as_of"]))
    }
}
