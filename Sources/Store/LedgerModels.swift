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

    func promote(_ name: String, version: Int) throws(StoreError) {
        try write { database in
            try database.execute(
                sql: "UPDATE models SET is_champion = CASE WHEN version = ? THEN 1 ELSE 0 END WHERE name = ?",
                arguments: [version, name])
            let sql = "SELECT count(*) FROM models WHERE name = ? AND is_champion = 1"
            guard try database.value(sql: sql, arguments: [name]) == 1 else {
                throw StoreError(
                    .unknownModel, "there is no version \(version) of model \(name); `quimbi models list` shows them")
            }
        }
    }

    static func insert(_ database: any Database, _ model: ModelVersion) throws {
        if model.isChampion {
            try database.execute(sql: "UPDATE models SET is_champion = 0 WHERE name = ?", arguments: [model.name])
        }
        try database.execute(
            sql: "INSERT INTO models (name, version, path, is_champion, metrics, as_of) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                model.name, model.version, model.path, model.isChampion, model.metrics, model.asOf.microseconds,
            ])
    }
}

extension ModelVersion {
    init(_ row: Row) {
        self.init(
            name: row["name"], version: row["version"], path: row["path"], isChampion: row["is_champion"],
            metrics: row["metrics"], asOf: Instant(microseconds: row["as_of"]))
    }
}
