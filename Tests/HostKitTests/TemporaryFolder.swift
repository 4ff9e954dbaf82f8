import Glibc
import HostKit

/// A folder of the test's own, gone with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/apus-hostkit-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try HostFile.makeFolder(path)
    }

    deinit { try? HostFile.removeTree(path) }
}
