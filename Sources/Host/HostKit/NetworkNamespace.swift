import CShim
import Glibc

/// A named network namespace, as `ip netns` knows them.
package struct NetworkNamespace: Sendable, Hashable, Codable {
    package let name: String

    package init(_ name: String) { self.name = name }

    package var path: String { "\(Self.folder)/\(name)" }

    package static let folder = "/run/netns"

    /// Whether it is there (a left-over file that is no namespace does not count).
    package var exists: Bool { shim_is_namespace(path) == 1 }

    /// Makes it; one that is there stays. Tells whether it was made.
    @discardableResult
    package func create() async throws -> Bool {
        try await BlockingWork.run("apus-netns") { try createBlocking() }
    }

    /// Like `create`, for a caller that may block; the namespace is made on a thread of its own.
    @discardableResult
    package func createBlocking() throws -> Bool {
        if exists { return false }
        return try BlockingWork.wait("apus-netns") {
            try HostFile.makeFolder(Self.folder)
            let file = try SystemError.check(Glibc.open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0o444), "create \(path)")
            close(file)
            try SystemError.check(shim_unshare_network(), "make a network namespace")
            try SystemError.check(shim_bind_mount("/proc/thread-self/ns/net", path), "mount \(path)")
            return true
        }
    }

    /// Removes the name; the namespace itself goes with the last process in it. Tells whether there was one.
    @discardableResult
    package func delete() async throws -> Bool {
        try await BlockingWork.run("apus-netns") { try deleteBlocking() }
    }

    /// Like `delete`, for a caller that may block.
    @discardableResult
    package func deleteBlocking() throws -> Bool {
        guard HostFile.exists(path) else { return false }
        while shim_is_namespace(path) == 1 {
            try SystemError.check(shim_unmount(path), "unmount \(path)")
        }
        try HostFile.remove(path)
        return true
    }

    /// Those whose names begin with `prefix`, sorted.
    package static func list(prefix: String) -> [NetworkNamespace] {
        HostFile.names(in: folder).filter { $0.hasPrefix(prefix) }.map(NetworkNamespace.init)
    }

    /// A descriptor of the namespace; the caller closes it.
    package func open() throws -> Int32 {
        try SystemError.check(Glibc.open(path, O_RDONLY | O_CLOEXEC), "open the network namespace \(name)")
    }

    /// Its inode: equal for equal namespaces. nil when it is not there.
    package var inode: UInt64? {
        var status = stat()
        return exists && stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }
}
