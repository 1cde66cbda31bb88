import Foundation

/// A disk of a few megabytes that a server may write, to be filled.
package struct SmallTablespace {
    package let path = NSTemporaryDirectory() + "quimbi-tablespace-\(UUID().uuidString)"

    /// Whether this user may mount a disk.
    package static let isAllowed: Bool = {
        guard getuid() == 0, let space = try? SmallTablespace(megabytes: 1) else { return false }
        space.remove()
        return true
    }()

    package init(megabytes: Int) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw ServerFailure(description: "a small disk cannot be mounted")
        }
        try giveToServer(path)
    }

    /// Detached from its name at once; gone when the last file of it is closed.
    package func remove() {
        umount2(path, Int32(MNT_DETACH))
    }
}

/// Gives a file to the user as whom a server runs that root started.
func giveToServer(_ path: String) throws {
    guard getuid() == 0 else { return }
    guard let server = getpwnam("postgres"), chown(path, server.pointee.pw_uid, server.pointee.pw_gid) == 0 else {
        throw ServerFailure(description: "there is no user postgres to give \(path) to")
    }
}
