internal import Glibc

/// A folder for what one pipeline of one tenant writes, and the only place from which anything is removed.
///
/// A folder of ours carries a marker file with kind, tenant and pipeline. Something is removed only if all of this holds:
///
/// - the folder is a folder and no link, and its marker is the one of this kind, tenant and pipeline;
/// - what is named lies directly in it, and is a folder and no link;
/// - within that, a file has one of the names that we write, and is a file and no link.
///
/// Everything else stays, and so does the folder around it. *Which* runs may go is the ledger's to say: see
/// ``RunStore/prune(keepRuns:under:)``.
package struct OwnedFolder: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case runs, reports, models

        /// The key of the pipeline file that says where such folders are.
        var key: String {
            switch self {
            case .runs: "store.path"
            case .reports: "reports_path"
            case .models: "models_path"
            }
        }
    }

    /// The marker's name; no run, model or report has it.
    package static let markerName = ".quimbi-owner"

    package let path: String
    let kind: Kind
    let tenant, pipeline: String

    package init(_ kind: Kind, path: String, tenant: String, pipeline: String) {
        (self.kind, self.path, self.tenant, self.pipeline) = (kind, path, tenant, pipeline)
    }

    private var marker: String { "quimbi \(kind.rawValue)\ntenant \(tenant)\npipeline \(pipeline)\n" }

    /// Makes the folder and its marker.
    ///
    /// A folder of a build that wrote no markers is adopted if it is empty, or if something lies in it that `isKnown` knows by
    /// its name; any other is used and left unmarked, so that nothing is ever removed from it.
    ///
    /// - Throws: ``StoreError/Code/foreignFolder`` where the marker is that of another pipeline.
    package func claim(isKnown: (String) throws -> Bool) throws(StoreError) {
        try Files.makeFolder(path)
        guard let folder = try OpenFolder(path) else { return }
        if let found = folder.text(of: Self.markerName) {
            guard found == marker else { throw foreign(found) }
            return
        }
        try StoreError.wrapping("claim", path) {
            guard try folder.names.isEmpty || folder.names.contains(where: isKnown) else { return }
            try folder.write(marker, to: Self.markerName)
        }
    }

    /// Whether the marker is there and names this pipeline.
    package func isOwn() throws(StoreError) -> Bool {
        try OpenFolder(path)?.text(of: Self.markerName) == marker
    }

    /// The names in the folder, sorted; none where there is no such folder.
    package func names() throws(StoreError) -> [String] {
        try OpenFolder(path)?.names.filter { $0 != Self.markerName } ?? []
    }

    /// Whether something of this name lies in the folder, and is a folder itself.
    package func hasFolder(_ name: String) throws(StoreError) -> Bool {
        try OpenFolder(path)?.folder(name) != nil
    }

    /// Removes the folder `name` with the files in it that `isOurs` knows by their names.
    ///
    /// - Returns: whether it is gone; it stays where it holds anything else.
    package func removeFolder(_ name: String, isOurs: (String) -> Bool) throws(StoreError) -> Bool {
        guard let folder = try owned() else { return false }
        guard let inner = try folder.folder(name) else { return !folder.has(name) }
        for file in try inner.names where isOurs(file) { try inner.removeFile(file) }
        return try folder.removeEmptyFolder(name)
    }

    /// Removes the files directly in the folder, or in its folder `name`, that `isOurs` knows by their names.
    package func removeFiles(in name: String? = nil, isOurs: (String) -> Bool) throws(StoreError) {
        guard let folder = try owned() else { return }
        guard let place = try name.map({ name throws(StoreError) in try folder.folder(name) }) ?? folder else { return }
        for file in try place.names where file != Self.markerName && isOurs(file) { try place.removeFile(file) }
    }

    /// The folder, if it is ours.
    private func owned() throws(StoreError) -> OpenFolder? {
        guard let folder = try OpenFolder(path), folder.text(of: Self.markerName) == marker else { return nil }
        return folder
    }

    private func foreign(_ found: String) -> StoreError {
        let owner = found.split(separator: "\n").dropFirst().joined(separator: ", ")
        return StoreError(
            .foreignFolder,
            "\(path) holds the \(kind.rawValue) of \(owner.isEmpty ? "something else" : owner), and not of tenant "
                + "\(tenant), pipeline \(pipeline); give this pipeline another `\(kind.key)`")
    }
}

/// A folder that is open, so that nothing put in its place by another process is met.
private final class OpenFolder {
    private let path: String
    private let descriptor: Int32

    /// - Returns: `nil` where there is no such folder, or a link in its place.
    convenience init?(_ path: String) throws(StoreError) {
        try self.init(path, opened: open(path, Self.flags))
    }

    private init?(_ path: String, opened descriptor: Int32) throws(StoreError) {
        (self.path, self.descriptor) = (path, descriptor)
        guard descriptor >= 0 else {
            if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return nil }
            throw .system("open", path)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private static let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC

    /// The names in it, sorted.
    var names: [String] {
        get throws(StoreError) { try Files.names(in: path) }
    }

    func folder(_ name: String) throws(StoreError) -> OpenFolder? {
        guard !name.isEmpty, name != ".", name != "..", !name.contains("/") else { return nil }
        return try OpenFolder("\(path)/\(name)", opened: openat(descriptor, name, Self.flags))
    }

    /// Whether anything has this name.
    func has(_ name: String) -> Bool {
        var found = stat()
        return fstatat(descriptor, name, &found, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// What a small file says; `nil` where there is none, or a link in its place.
    func text(of name: String) -> String? {
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = pread(file, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    func write(_ text: String, to name: String) throws(StoreError) {
        try DurableFile.write(Array(text.utf8), to: "\(path)/\(name)")
    }

    /// Removes a file; anything else of that name stays.
    func removeFile(_ name: String) throws(StoreError) {
        var found = stat()
        guard fstatat(descriptor, name, &found, AT_SYMLINK_NOFOLLOW) == 0, found.st_mode & S_IFMT == S_IFREG else {
            return
        }
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else { throw .system("remove", "\(path)/\(name)") }
    }

    /// - Returns: whether the folder is gone; one that is not empty stays.
    func removeEmptyFolder(_ name: String) throws(StoreError) -> Bool {
        if unlinkat(descriptor, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return true }
        guard [ENOTEMPTY, EEXIST, ENOTDIR].contains(errno) else { throw .system("remove", "\(path)/\(name)") }
        return false
    }
}
