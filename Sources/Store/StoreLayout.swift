internal import Glibc
internal import Tables

/// Where the files of one pipeline of one tenant lie.
///
///     <root>/<tenant>/keys.sqlite
///     <root>/<tenant>/<pipeline>/ledger.sqlite
///     <root>/<tenant>/<pipeline>/run.lock
///     <root>/<tenant>/<pipeline>/runs/<run id>/<stage>.sqlite
///     <root>/<tenant>/<pipeline>/runs/<run id>/readers.lock
struct StoreLayout: Sendable {
    let root: String
    let tenant: String
    let pipeline: String

    /// - Throws: ``StoreError/Code/invalidName`` where a name could lead out of its folder.
    init(root: String, tenant: String, pipeline: String) throws(StoreError) {
        try Self.check(tenant, "tenant")
        try Self.check(pipeline, "pipeline")
        self.root = root
        self.tenant = tenant
        self.pipeline = pipeline
    }

    var folder: String { "\(root)/\(tenant)/\(pipeline)" }
    var ledger: String { folder + "/ledger.sqlite" }
    var runLock: String { folder + "/run.lock" }
    var runs: String { folder + "/runs" }

    func folder(of run: RunID) -> String { "\(runs)/\(run)" }
    func readersLock(of run: RunID) -> String { folder(of: run) + "/readers.lock" }
    func file(_ stage: StageFile, of run: RunID) -> String { "\(folder(of: run))/\(stage.rawValue).sqlite" }

    /// Names of tenants and pipelines match `[a-z0-9][a-z0-9_-]{0,62}`.
    static func check(_ name: String, _ what: String) throws(StoreError) {
        let rest = name.utf8.dropFirst()
        guard let first = name.utf8.first, isAlphanumeric(first), rest.count <= 62,
            rest.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
        else {
            throw StoreError(
                .invalidName,
                "the name of a \(what) has 1 to 63 characters of a-z, 0-9, _ and -, and begins with a letter or a digit"
            )
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
