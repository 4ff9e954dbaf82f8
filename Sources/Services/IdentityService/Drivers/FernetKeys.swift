package import CloudCore
import Crypto
import FoundationEssentials
import Glibc

/// The folder of Fernet keys, laid out as Keystone's: file `0` is staged, the highest number is primary, the rest still
/// open tokens. Every process that shares the folder sees a change at its next token.
package final class FernetKeys: Sendable {
    private let folder: String
    private let maximumActive: Int
    private let lifetime: Duration
    private let clock: CloudClock
    private let loaded = LockedValue<FernetKeyRing?>(nil)

    /// - Parameters:
    ///   - maximumActive: keys beyond this number go when they are rotated out, but never one
    ///   - lifetime: that was primary less than this ago: no valid token is lost by a rotation.
    package init(folder: String, maximumActive: Int = 3, lifetime: Duration, clock: CloudClock = .system) {
        self.folder = folder
        self.maximumActive = max(2, maximumActive)
        self.lifetime = lifetime
        self.clock = clock
    }

    /// Makes the folder and its first keys where there are none; leaves others alone.
    package func prepare() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard chmod(folder, 0o700) == 0 else { throw failure("protect", folder) }
        let present = try numbers()
        if !present.contains(0) { try create(0, Self.fresh()) }
        if present.allSatisfy({ $0 == 0 }) { try create(1, Self.fresh()) }
    }

    /// The staged key becomes primary, a new one is staged, and the oldest go.
    package func rotate() throws {
        let present = try numbers().sorted()
        guard let highest = present.last, highest > 0, present.first == 0 else {
            throw Fault.unavailable("The key repository \(folder) has no staged and primary key; prepare it first.")
        }
        try create(highest + 1, try content(of: 0))
        try write(Self.fresh(), to: path(0) + ".new")
        guard rename(path(0) + ".new", path(0)) == 0 else { throw failure("replace", path(0)) }
        try prune()
    }

    /// The keys as they are in the folder now.
    func ring() throws -> FernetKeyRing {
        let modified = try folderModified()
        if let held = loaded.withLock({ $0 }), held.version == modified { return held }
        let order = try numbers().sorted { a, b in a != 0 && (b == 0 || a > b) }
        let keys = try order.map { number in
            guard let key = Base64URL.bytes(try content(of: number)).flatMap(FernetKeyRing.Key.init) else {
                throw Fault.unavailable(
                    "Identity's token keys cannot be read.", cause: "not a Fernet key: \(path(number))")
            }
            return key
        }
        let ring = FernetKeyRing(keys: keys, version: modified)
        loaded.withLock { $0 = ring }
        return ring
    }

    /// Removes the oldest keys beyond the number, as soon as what they made has expired.
    private func prune() throws {
        let active = try numbers().filter { $0 > 0 }.sorted()
        var excess = active.count + 1 - maximumActive
        for (number, next) in zip(active, active.dropFirst()) where excess > 0 {
            // A key stopped being primary when the next one was made.
            guard try modified(path(next)) + lifetime < clock.now else { return }
            guard unlink(path(number)) == 0 else { throw failure("remove", path(number)) }
            excess -= 1
        }
    }

    private func path(_ number: Int) -> String { "\(folder)/\(number)" }

    private func numbers() throws -> [Int] {
        try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { Int($0) }
    }

    private func content(of number: Int) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: path(number)) else {
            throw failure("read", path(number))
        }
        return String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    }

    /// A new file; another process's of the same name stays.
    private func create(_ number: Int, _ content: String) throws {
        let draft = "\(folder)/.draft-\(getpid())-\(number)"
        try write(content, to: draft)
        defer { unlink(draft) }
        guard link(draft, path(number)) == 0 || errno == EEXIST else { throw failure("make", path(number)) }
    }

    private func write(_ content: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("write", path) }
        defer { close(file) }
        var bytes = content
        let written = bytes.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) }
        guard written == content.utf8.count, fsync(file) == 0 else { throw failure("write", path) }
    }

    private func folderModified() throws -> Int64 { try modified(folder).microseconds }

    private func modified(_ path: String) throws -> Timestamp {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw failure("look at", path) }
        return Timestamp(microseconds: Int64(facts.st_mtim.tv_sec) * 1_000_000 + Int64(facts.st_mtim.tv_nsec) / 1000)
    }

    private func failure(_ verb: String, _ path: String) -> Fault {
        .unavailable(
            "Identity's token keys cannot be used.",
            cause: "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }

    private static func fresh() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { bytes in
            let text = Base64URL.text(Array(bytes))
            return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        }
    }
}
