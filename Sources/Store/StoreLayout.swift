internal import Glibc
internal import Tables

/// Where the files of one pipeline of one tenant lie.
///
///     <root>/<tenant>/keys.sqlite
///     <root>/<tenant>/<pipeline>/ledger.sqlite
///     <root>/<tenant>/<pipeline>/run.lock
///     <root>/<tenant>/<pipeline>/runs/<run id>/<stage>.sqlite
///     <root>/<tenant>/<pipeline>/runs/<run id>/readers.lock
///     <root>/<tenant>/<pipeline>/runs/<run id>/run.json
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

    /// The folder of the runs, from which the files of some are removed.
    var ownedRuns: OwnedFolder { OwnedFolder(.runs, path: runs, tenant: tenant, pipeline: pipeline) }

    /// The runs that have a folder, whatever the ledger says of them.
    func runFolders() throws(StoreError) -> [RunID] {
        var found: [RunID] = []
        for name in try ownedRuns.names() where RunID.isValid(name) {
            if try ownedRuns.hasFolder(name) { found.append(try RunID(name)) }
        }
        return found
    }

    /// Whether a run's folder may hold a file of this name that we wrote.
    static func isFileOfRun(_ name: String) -> Bool {
        let whole = name.hasSuffix(DurableFile.suffix) ? String(name.dropLast(DurableFile.suffix.count)) : name
        return fileNames.contains(whole)
    }

    private static let fileNames = Set(
        StageFile.allCases.map { "\($0.rawValue).sqlite" } + ["readers.lock", manifestName, Checksums.fileName])

    private static let manifestName = "run.json"

    var lostLedger: StoreError {
        StoreError(
            .lostLedger,
            "the ledger \(ledger) is missing or empty, and runs lie in \(runs); bring the ledger back from a copy, or "
                + "rebuild it with `quimbi runs recover`; nothing was removed")
    }

    func folder(of run: RunID) -> String { "\(runs)/\(run)" }
    func readersLock(of run: RunID) -> String { folder(of: run) + "/readers.lock" }
    func manifestFile(of run: RunID) -> String { "\(folder(of: run))/\(Self.manifestName)" }
    func file(_ stage: StageFile, of run: RunID) -> String { "\(folder(of: run))/\(stage.rawValue).sqlite" }

    /// Names of tenants and pipelines match `[a-z0-9][a-z0-9_-]{0,62}`.
    static func check(_ name: String, _ what: String) throws(StoreError) {
        guard isName(name) else {
            throw StoreError(
                .invalidName,
                "the name of a \(what) has 1 to 63 characters of a-z, 0-9, _ and -, and begins with a letter or a digit"
            )
        }
    }

    static func isName(_ name: String) -> Bool {
        let rest = name.utf8.dropFirst()
        guard let first = name.utf8.first, isAlphanumeric(first), rest.count <= 62 else { return false }
        return rest.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
