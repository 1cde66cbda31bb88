internal import Glibc

/// A file of a source, by its path and its size when it was found.
struct SourceFile: Sendable, Equatable {
    let path: String
    let size: Int
    /// Its name within the source, behind the name of its folder where it stands in one.
    var name = ""
}

/// The files of a source, from which each table takes those that its patterns name.
struct SourceFiles {
    private let files: [SourceFile]
    /// Paths that were given as files and not found in a folder.
    private let given: Set<String>
    private let paths: [String]

    /// - Throws: a path that is not there or cannot be listed.
    init(_ paths: [String]) throws(IngestError) {
        var files: [SourceFile] = []
        var given = Set<String>()
        for path in paths {
            guard !path.utf8.contains(0) else {
                throw IngestError(.noSuchFile, "a path of the source holds a NUL byte; check the source's path")
            }
            var status = stat()
            guard stat(path, &status) == 0 else {
                throw IngestError(.noSuchFile, "there is no file or folder \(path); check the source's path")
            }
            if status.st_mode & S_IFMT == S_IFDIR {
                files += try Self.list(path)
            } else {
                files.append(SourceFile(path: path, size: status.st_size, name: Self.name(path)))
                given.insert(path)
            }
        }
        self.files = files
        self.given = given
        self.paths = paths
    }

    /// The regular files of a folder in the order of their names' bytes; hidden ones and folders left out.
    private static func list(_ folder: String, within: String? = nil) throws(IngestError) -> [SourceFile] {
        guard let directory = opendir(folder) else {
            let reason = String(cString: strerror(errno))
            throw IngestError(.unreadable, "\(folder) cannot be listed: \(reason); check its permissions")
        }
        defer { closedir(directory) }
        var files: [SourceFile] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            var status = stat()
            guard !name.hasPrefix("."), stat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR, within == nil {
                // A table may be a folder of files; what cannot be listed is none.
                files += ((try? list(path, within: name)) ?? []).filter { isData($0.name) }
            }
            guard status.st_mode & S_IFMT == S_IFREG else { continue }
            files.append(SourceFile(path: path, size: status.st_size, name: within.map { "\($0)/\(name)" } ?? name))
        }
        return files.sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
    }

    /// The files of a table.
    ///
    /// A file may be packed, but not lie there packed and plain at once. A single file given for a mapping of a single table is taken whatever its name.
    func files(of table: TableMapping, isOnlyTable: Bool) throws(IngestError) -> [SourceFile] {
        let found = files.filter { file in
            let name = Self.withoutSuffix(file.name)
            return table.files.contains { Self.matches(name, pattern: $0.hasSuffix("/") ? $0 + "*" : $0) }
                || (isOnlyTable && given.contains(file.path))
        }
        var names: [String: String] = [:]
        for file in found {
            let plain = Self.withoutSuffix(file.path)
            if let other = names[plain] {
                throw IngestError(.ambiguousFiles, "both \(other) and \(file.path) are there; remove one of them")
            }
            names[plain] = file.path
        }
        return found
    }

    /// The files whose names fit a pattern.
    func named(_ pattern: String) -> [SourceFile] {
        files.filter { Self.matches(Self.withoutSuffix($0.name), pattern: pattern) }
    }

    /// The error of a source that lacks a table it cannot do without.
    func missing(_ table: TableMapping) -> IngestError {
        let names = files.prefix(20).map(\.name)
        let found = names.isEmpty ? "nothing" : names.joined(separator: ", ") + (files.count > 20 ? ", …" : "")
        return IngestError(
            .noTable,
            "\(paths.joined(separator: ", ")) has no table \(table.table.rawValue) (looked for"
                + " \(table.files.map { "\($0)[.gz]" }.joined(separator: ", "))), but: \(found); add it or choose a mapping"
        )
    }

    private static func name(_ path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }

    private static func withoutSuffix(_ path: String) -> String {
        path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    }

    var relativeFiles: [SourceFile] { files.filter { !given.contains($0.path) } }

    /// Whether a name fits a pattern in which each `*` stands for any characters.
    static func matches(_ name: String, pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return name == pattern }
        guard name.hasPrefix(first) else { return false }
        var rest = name.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let end = end(of: part, in: rest) else { return false }
            rest = rest[end...]
        }
        return rest.hasSuffix(last)
    }

    private static func end(of part: Substring, in text: Substring) -> Substring.Index? {
        var start = text.startIndex
        while true {
            if text[start...].hasPrefix(part) { return text.index(start, offsetBy: part.count) }
            guard start < text.endIndex else { return nil }
            start = text.index(after: start)
        }
    }
}
