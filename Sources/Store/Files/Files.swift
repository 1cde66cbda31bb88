internal import Glibc

/// The calls on files and folders that the store needs, with errors that say which path and what to do.
enum Files {
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Bytes of a file; 0 where there is none.
    static func size(_ path: String) -> Int64 {
        var found = stat()
        return stat(path, &found) == 0 ? Int64(found.st_size) : 0
    }

    /// What a file says; `nil` where there is none.
    static func text(_ path: String) throws(StoreError) -> String? {
        try bytes(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a file; `nil` where there is none.
    static func bytes(_ path: String) throws(StoreError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system("open", path)
        }
        defer { close(descriptor) }
        var (bytes, count): ([UInt8], Int) = ([], 0)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        repeat {
            count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system("read", path) }
            bytes += buffer.prefix(count)
        } while count != 0
        return bytes
    }

    /// Makes `path` and the folders above it; one that is there already is no error.
    ///
    /// Who may look in is decided by the process' mask, which the program sets: see ``PrivateFiles``.
    static func makeFolder(_ path: String) throws(StoreError) {
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        guard errno == ENOENT, !parent.isEmpty else { throw .system("make the folder", path) }
        try makeFolder(parent)
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .system("make the folder", path) }
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

    /// Adds a line to the end of a file, which is made where there is none; whole lines of several threads do not mix.
    static func append(_ line: String, to path: String) throws(StoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        let bytes = Array(line.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw .system("write", path)
        }
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
}
