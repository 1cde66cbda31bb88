internal import Glibc

/// Keeps what the program writes from other users of the machine: ledgers, keys, tables, reports and models.
package enum PrivateFiles {
    /// From here on folders are made with mode 0700 and files with 0600, by whatever part of the program or library.
    ///
    /// A mask rather than a mode of each file: so the folders above are covered, and so are the files that SQLite makes, and a
    /// default access list (`setfacl -d`) on the store's folder can still let the server's user read.
    package static func begin() {
        umask(0o077)
    }
}
