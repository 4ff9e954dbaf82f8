import CloudCore
import FoundationEssentials
import Glibc

/// A file with a secret of this cloud's at its providers.
enum SecretFile {
    /// - Throws: `Fault` 503 for a file that cannot be read, and for one that others may read: its secret is none.
    static func read(_ path: String) throws -> [UInt8] {
        guard let stamp = FileStamp(path), let content = FileManager.default.contents(atPath: path) else {
            throw unusable("\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        guard !stamp.isOpenToOthers else { throw unusable("\(path) must have mode 0600") }
        return Array(content)
    }

    static func unusable(_ cause: String) -> Fault {
        .unavailable("The identity provider's settings cannot be used.", cause: cause)
    }
}
