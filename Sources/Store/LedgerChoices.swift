internal import Domain

/// How champions came to be.
extension Ledger {
    func choose(_ name: String, version: Int, as kind: ModelChoice.Kind, at instant: Instant) throws(StoreError) {
        try write { database in
            let sql = "SELECT count(*) FROM models WHERE name = ? AND version = ?"
            guard try database.value(sql: sql, arguments: [name, version]) == 1 else {
                throw StoreError(
                    .unknownModel, "there is no version \(version) of model \(name); `quimbi models list` shows them")
            }
            try Self.crown(database, name, version: version, as: kind, at: instant)
        }
    }

    /// Makes a version, which is there, the champion, and remembers which one it replaces.
    static func crown(
        _ database: any Database, _ name: String, version: Int, as kind: ModelChoice.Kind, at instant: Instant
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO model_choices (name, version, replaced, kind, chosen, after_run) VALUES
                (?, ?, (SELECT version FROM models WHERE name = ? AND is_champion = 1), ?, ?, \(lastPublished))
                """,
            arguments: [name, version, name, kind.rawValue, instant.microseconds])
        try database.execute(
            sql: "UPDATE models SET is_champion = CASE WHEN version = ? THEN 1 ELSE 0 END WHERE name = ?",
            arguments: [version, name])
    }

    func modelChoices(_ name: String) throws(StoreError) -> [ModelChoice] {
        try read { database in
            try database.all(
                sql: "SELECT * FROM model_choices WHERE name = ? ORDER BY seq", arguments: [name], ModelChoice.init)
        }
    }

    func isModelHeld(_ name: String) throws(StoreError) -> Bool {
        try read { database in
            let sql = """
                SELECT CASE WHEN kind <> 'fitted' AND after_run = \(Self.lastPublished) THEN 1 ELSE 0 END
                FROM model_choices WHERE name = ? ORDER BY seq DESC LIMIT 1
                """
            return try database.value(sql: sql, arguments: [name]) == 1
        }
    }

    private static let lastPublished = "(SELECT coalesce(max(number), 0) FROM runs WHERE state = 'published')"
}

extension ModelChoice {
    fileprivate init(_ row: Row) {
        self.init(
            name: row["name"], version: row["version"], replaced: row["replaced"],
            kind: Kind(rawValue: row["kind"]) ?? .fitted, at: Instant(microseconds: row["chosen"]))
    }
}
