import Glibc

/// By what a file is known to be the one that was read before.
package struct FileStamp: Sendable, Equatable {
    /// When its content was last changed; a folder's, when its list of files was.
    package var modified: Timestamp
    private var nanoseconds: Int
    private var inode: UInt
    private var size: Int
    private var mode: UInt32

    /// nil when the file cannot be looked at; `errno` says why.
    package init?(_ path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        let (seconds, nanoseconds) = (Int64(facts.st_mtim.tv_sec), facts.st_mtim.tv_nsec)
        modified = Timestamp(microseconds: seconds * 1_000_000 + Int64(nanoseconds) / 1000)
        self.nanoseconds = nanoseconds
        (inode, size, mode) = (UInt(facts.st_ino), Int(facts.st_size), facts.st_mode)
    }

    /// Whether others than its owner may read or write it.
    package var isOpenToOthers: Bool { mode & 0o077 != 0 }

    /// Whether everybody may read or write it.
    package var isOpenToAll: Bool { mode & 0o007 != 0 }
}
