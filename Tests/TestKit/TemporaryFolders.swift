import CloudCore
import FoundationEssentials
import Glibc

/// Folders that go with the test that made them, or when the test process ends in order.
package enum TemporaryFolders {
    /// A new folder of mode 0700, removed after `body`.
    package static func with<T>(_ body: (_ path: String) async throws -> T) async throws -> T {
        let path = "/tmp/apus-test-\(IdentifierSource.random.hex().prefix(16))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    private static let paths = LockedValue<[String]>([])

    static func removeAtExit(_ path: String) {
        let isFirst = paths.withLock { paths in
            paths.append(path)
            return paths.count == 1
        }
        guard isFirst else { return }
        atexit {
            for path in TemporaryFolders.paths.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
        }
    }
}
