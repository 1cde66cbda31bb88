package import Domain
internal import Foundation

/// The API keys of a tenant.
///
/// A key is an id and a secret of 256 random bits, shown once. What is stored of the secret is its SHA-256: there is
/// nothing to guess from it, so a slow hash would gain nothing.
package final class KeyStore: Sendable {
    private let engine: any DatabaseEngine
    private let keys: Watched<[String: StoredKey]>
    private let readers = ReaderQueues()

    /// Opens a tenant's keys; where they are a file, it is made where there is none yet, unless they are only read.
    package init(_ address: StoreAddress, tenant: String, access: StoreAccess = .writing) throws(StoreError) {
        engine = try Self.engine(address, tenant, access)
        keys = Watched(engine) { database in
            let rows = try database.all(sql: "SELECT * FROM keys", StoredKey.init)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0.key.id, $0) })
        }
    }

    /// Opens keys in a file; see ``init(_:tenant:)``.
    package convenience init(root: String, tenant: String) throws(StoreError) {
        try self.init(.folder(root), tenant: tenant)
    }

    private static func engine(
        _ address: StoreAddress, _ tenant: String, _ access: StoreAccess
    ) throws(StoreError) -> any DatabaseEngine {
        try StoreLayout.check(tenant, "tenant")
        switch address {
        case .folder(let root):
            let path = "\(root)/\(tenant)/keys.sqlite"
            guard access == .writing else { return try ReadOnlyDatabaseFile(path: path, steps: steps) }
            try Files.makeFolder("\(root)/\(tenant)")
            return try DatabaseFile(path: path, steps: steps)
        case .postgres(let url):
            let layout = try PostgresLayout(tenant: tenant, pipeline: "nightly")
            return PostgresSchema(PostgresServer(url: url), schema: layout.keys, owner: layout.role(.platform))
        }
    }

    /// The steps of the schema, the first one from nothing to version 1.
    static let steps = [
        """
        CREATE TABLE keys (
            id TEXT PRIMARY KEY,
            secret_sha256 BLOB NOT NULL,
            scope TEXT NOT NULL,
            rate INTEGER NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER,
            revoked_at INTEGER
        ) WITHOUT ROWID;
        """
    ]

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - scope: what the key allows.
    ///   - rate: requests a minute; 0 is no limit.
    ///   - expires: from when on the key is of no use; `nil` is never.
    ///   - now: the time of its making.
    /// - Returns: the key, and its text, which nobody can read again.
    /// - Throws: ``StoreError``.
    package func create(
        scope: APIKey.Scope, rate: Int, expires: Instant? = nil, at now: Instant
    ) throws(StoreError) -> (key: APIKey, text: String) {
        let secret = KeySecret.random()
        let key = APIKey(
            id: KeySecret.randomID(), scope: scope, rate: rate, created: now, expires: expires, revokedAt: nil)
        try StoreError.wrapping("write", engine.place) {
            try engine.write { database in
                try database.execute(
                    sql:
                        "INSERT INTO keys (id, secret_sha256, scope, rate, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [
                        key.id, secret.hash, scope.rawValue, rate, now.microseconds, expires?.microseconds,
                    ])
            }
        }
        return (key, "\(key.id).\(secret.text)")
    }

    /// The key that `text` is, if it is one that is valid at `now`.
    package func verify(_ text: String, at now: Instant) throws(StoreError) -> APIKey? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let stored = try known()[String(parts[0])]
        let hash = KeySecret.hash(of: parts.count == 2 ? String(parts[1]) : "")
        // An id that there is not costs the same comparison.
        let matches = constantTimeEquals(hash, stored?.secretHash ?? [UInt8](repeating: 0, count: 32))
        guard matches, let key = stored?.key, key.isValid(at: now) else { return nil }
        return key
    }

    /// By id; none where nobody has made a key yet.
    private func known() throws(StoreError) -> [String: StoredKey] {
        do {
            return try keys.value()
        } catch  where error.code == .nothingPublished {
            return [:]
        }
    }

    /// The same on a thread that may wait.
    package func verified(_ text: String, at now: Instant) async throws -> APIKey? {
        try await readers.run { [self] in try verify(text, at: now) }
    }

    /// All keys, by their time of making; never a secret.
    package func list() throws(StoreError) -> [APIKey] {
        try known().values.map(\.key).sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    /// Makes a key useless from `now` on; one that is revoked already keeps its time.
    package func revoke(_ id: String, at now: Instant) throws(StoreError) {
        try StoreError.wrapping("write", engine.place) {
            try engine.write { database in
                let revoked = try database.execute(
                    sql: "UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?",
                    arguments: [now.microseconds, id])
                guard revoked == 1 else {
                    throw StoreError(.unknownKey, "there is no such key; `quimbi keys list` shows the keys there are")
                }
            }
        }
    }
}

/// What is known of an API key beside its secret.
package struct APIKey: Equatable, Sendable {
    package enum Scope: String, CaseIterable, Sendable, Codable {
        case read, admin
    }

    package let id: String
    package let scope: Scope
    /// Requests a minute; 0 is no limit.
    package let rate: Int
    package let created: Instant
    package let expires: Instant?
    package let revokedAt: Instant?

    /// Whether the key is neither revoked nor past its end.
    package func isValid(at now: Instant) -> Bool {
        if let revokedAt, revokedAt <= now { return false }
        guard let expires else { return true }
        return now < expires
    }
}

private struct StoredKey: Sendable {
    let key: APIKey
    let secretHash: [UInt8]

    init(_ row: Row) {
        key = APIKey(
            id: row["id"], scope: APIKey.Scope(rawValue: row["scope"]) ?? .read, rate: row["rate"],
            created: Instant(microseconds: row["created"]),
            expires: (row["expires"] as Int64?).map(Instant.init(microseconds:)),
            revokedAt: (row["revoked_at"] as Int64?).map(Instant.init(microseconds:)))
        secretHash = [UInt8](row["secret_sha256"] as Data)
    }
}
