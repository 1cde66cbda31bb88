internal import Foundation
internal import Ingest
internal import Store

/// The folders of a pipeline lie apart: what a run writes never meets what it reads, nor other things that it writes.
///
/// Compared are the places that paths lead to, through links and `..`, and on Linux also by device and inode, so that a folder
/// that is mounted twice is one folder.
struct FolderOverlap {
    private struct Place {
        let key: String
        let given: String
        let path: String

        init(_ key: String, _ given: String) {
            (self.key, self.given, path) = (key, given, Self.resolved(given))
        }

        /// The path through every link, as far as it exists; what does not exist yet is appended as it is given.
        private static func resolved(_ path: String) -> String {
            var (known, rest) = (URL(filePath: path).standardizedFileURL.path(percentEncoded: false), [String]())
            while known.count > 1, known.hasSuffix("/") { known.removeLast() }
            while known != "/", access(known, F_OK) != 0 {
                rest.append((known as NSString).lastPathComponent)
                known = (known as NSString).deletingLastPathComponent
            }
            let real = realpath(known, nil).map { pointer in
                defer { free(pointer) }
                return String(cString: pointer)
            }
            return rest.reversed().reduce(real ?? known) { ($0 == "/" ? "" : $0) + "/" + $1 }
        }

        /// Whether `other` is this place or lies in it.
        func holds(_ other: Place) -> Bool {
            if path == other.path || path == "/" || other.path.hasPrefix(path + "/") { return true }
            guard let own = Self.identity(path) else { return false }
            var above = other.path
            while above != "/" {
                if let identity = Self.identity(above), identity == own { return true }
                above = (above as NSString).deletingLastPathComponent
            }
            return false
        }

        private static func identity(_ path: String) -> [UInt64]? {
            var found = stat()
            return stat(path, &found) == 0 ? [UInt64(found.st_dev), UInt64(found.st_ino)] : nil
        }
    }

    private let definition: PipelineDefinition

    init(_ definition: PipelineDefinition) {
        self.definition = definition
    }

    /// - Throws: a sentence with both paths and the key to change.
    func refuse() throws(ConfigurationError) {
        let (reports, models) = (
            Place("reports_path", definition.reportsPath), Place("models_path", definition.modelsPath)
        )
        var written = [reports, models]
        if case .folder(let root) = definition.store { written.insert(Place("store.path", root), at: 0) }
        for (index, one) in written.enumerated() {
            for other in written[..<index] { try Self.refuse(one, other) }
        }
        guard definition.source.server == nil else { return }
        let source = Place("source.path", definition.source.path)
        for place in [reports, models] { try Self.refuse(place, source) }
        guard case .folder(let root) = definition.store else { return }
        // Shops may lie in the store's folder beside the tenants: there only tenants' folders are the store's.
        let store = Place("store.path", root)
        if source.holds(store) { throw Self.error(store, source) }
        let tenant = Place("store.path", "\(root)/\(definition.tenant)")
        if tenant.holds(source) { throw Self.error(Place("source.path", definition.source.path), tenant) }
    }

    private static func refuse(_ one: Place, _ other: Place) throws(ConfigurationError) {
        if one.holds(other) || other.holds(one) { throw error(one, other) }
    }

    private static func error(_ changed: Place, _ other: Place) -> ConfigurationError {
        let how = changed.path == other.path ? "are the same folder" : "lie one in the other"
        return ConfigurationError(
            "\(changed.key) `\(changed.given)` and \(other.key) `\(other.given)` \(how); a run removes old files where it "
                + "writes, so give `\(changed.key)` a folder of its own, for example `\(example(changed.key))`")
    }

    private static func example(_ key: String) -> String {
        switch key {
        case "reports_path": "reports"
        case "models_path": "models"
        case "store.path": "data"
        default: "shops/my-shop"
        }
    }
}
