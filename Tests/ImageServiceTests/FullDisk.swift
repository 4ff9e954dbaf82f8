import CloudCore
import FoundationEssentials
import Glibc

/// A small file system of a test's own, removed after `body`; nothing is run where none can be mounted.
enum FullDisk {
    static func run(bytes: Int, _ body: (String) async throws -> Void) async throws {
        let path = "/tmp/apus-image-disk-\(IdentifierSource.random.hex().prefix(12))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(bytes)") == 0 else { return }
        defer { _ = umount2(path, 2) }
        try await body(path)
    }
}
