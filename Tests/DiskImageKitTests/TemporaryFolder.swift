import CloudCore
import HostKit

/// A folder of a test's own, removed with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/apus-images-\(IdentifierSource.random.hex().prefix(12))"
        try HostFile.makeFolder(path, mode: 0o700)
    }

    deinit { try? HostFile.removeTree(path) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}
