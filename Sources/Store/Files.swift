internal import Glibc

/// The calls on files and folders that the store needs, with errors that say which path and what to do.
enum Files {
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Makes `path` and the folders above it; one that is there already is no error.
    static func makeFolder(_ path: String) throws(StoreError) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        guard errno == ENOENT, !parent.isEmpty else { throw .system("make the folder", path) }
        try makeFolder(parent)
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .system("make the folder", path) }
    }

    /// The names in a folder, sorted; none where there is no such folder.
    static func names(in folder: String) throws(StoreError) -> [String] {
        guard let directory = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw .system("list", folder)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Writes what the system still holds of a file or a folder through to the disk.
    static func synchronize(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("write", path) }
    }

    static func rename(_ old: String, to new: String) throws(StoreError) {
        guard Glibc.rename(old, new) == 0 else { throw .system("write", new) }
    }

    static func link(_ old: String, to new: String) throws(StoreError) {
        guard Glibc.link(old, new) == 0 else { throw .system("link \(old) to", new) }
    }

    /// Removes a file; one that is not there is no error.
    static func remove(_ path: String) throws(StoreError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .system("remove", path) }
    }

    /// Removes a folder of files; folders within it are none of ours and stop this.
    static func removeFolder(_ path: String) throws(StoreError) {
        for name in try names(in: path) { try remove("\(path)/\(name)") }
        guard rmdir(path) == 0 || errno == ENOENT else { throw .system("remove", path) }
    }
}
