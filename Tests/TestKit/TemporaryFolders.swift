import CloudCore
import FoundationEssentials
import Glibc

/// Folders that go when the test process ends in order.
enum TemporaryFolders {
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
