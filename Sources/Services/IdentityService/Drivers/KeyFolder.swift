import CloudCore
import FoundationEssentials
import Glibc

/// A folder of keys that only its owner may read, shared by processes: files appear and are replaced whole.
struct KeyFolder: Sendable {
    private static let draft = ".draft-"

    let path: String

    /// Makes the folder, or takes it from others, and clears away what processes began to write when they were killed.
    func prepare() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard chmod(path, 0o700) == 0 else { throw failure("protect", path) }
        let old = CloudClock.system.now - .seconds(60)
        for name in try list() where name.hasPrefix(Self.draft) {
            if let stamp = FileStamp(place(name)), stamp.modified < old { unlink(place(name)) }
        }
    }

    /// Without those that are being written.
    func names() throws -> [String] { try list().filter { !$0.hasPrefix(".") } }

    private func list() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw Fault.unavailable("Identity's keys cannot be used.", cause: "cannot list \(path): \(error)")
        }
    }

    /// The files whose names are numbers before the suffix.
    func numbers(suffix: String = "") throws -> [Int] {
        try names().compactMap { $0.hasSuffix(suffix) ? Int($0.dropLast(suffix.count)) : nil }
    }

    func content(of name: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: place(name)) else { throw failure("read", place(name)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A new file; another process's of the same name stays.
    func create(_ name: String, _ content: String) throws {
        let draft = place("\(Self.draft)\(getpid())-\(name)")
        try write(content, to: draft)
        defer { unlink(draft) }
        guard link(draft, place(name)) == 0 || errno == EEXIST else { throw failure("make", place(name)) }
    }

    /// Whoever reads sees the old file or the new one.
    func replace(_ name: String, _ content: String) throws {
        let draft = place("\(Self.draft)\(getpid())-\(name)")
        try write(content, to: draft)
        guard rename(draft, place(name)) == 0 else { throw failure("replace", place(name)) }
    }

    func remove(_ name: String) throws {
        guard unlink(place(name)) == 0 else { throw failure("remove", place(name)) }
    }

    /// When the folder's list of files last changed, or one of its files.
    func modified(_ name: String? = nil) throws -> Timestamp {
        let path = name.map(place) ?? path
        guard let stamp = FileStamp(path) else { throw failure("look at", path) }
        return stamp.modified
    }

    func place(_ name: String) -> String { "\(path)/\(name)" }

    private func write(_ content: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("write", path) }
        defer { close(file) }
        var bytes = content
        let written = bytes.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) }
        guard written == content.utf8.count, fsync(file) == 0 else { throw failure("write", path) }
    }

    private func failure(_ verb: String, _ path: String) -> Fault {
        .unavailable(
            "Identity's keys cannot be used.", cause: "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}
