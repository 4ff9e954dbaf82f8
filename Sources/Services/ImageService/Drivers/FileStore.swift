import CloudHTTP
import Glibc

/// Images' data as files of one folder: `<name>.part` while it is being written, `<name>` afterwards.
///
/// A living writer holds a lock on its file, which the kernel lifts when the process dies: so it is known what a dead
/// process left.
struct FileStore: ImageStore {
    static let partSuffix = ".part"
    private static let piece = 512 * 1024

    let id = "file"
    let folder: String
    private let lane = Lane("store")

    /// - Throws: `StoreError` when the folder cannot be made.
    init(folder: String) throws {
        self.folder = folder
        try Self.makeFolder(folder)
    }

    func write(_ name: String) async throws -> any ImageWriter {
        let (folder, path) = (folder, path(name))
        return try await lane.run { try FileWriter(path: path, folder: folder) }
    }

    func size(of name: String) async throws -> Int64? {
        let path = path(name)
        return try await lane.run {
            var status = stat()
            guard stat(path, &status) == 0 else {
                if errno == ENOENT { return nil }
                throw StoreError.last("stat")
            }
            return Int64(status.st_size)
        }
    }

    func read(_ name: String, _ range: Range<Int64>) async throws -> ByteStream {
        let path = path(name)
        let file = try await lane.run { try OpenFile(path, O_RDONLY) }
        let reader = FileReader(file: file, range: range, piece: Self.piece)
        return ByteStream(unfolding: { try await reader.next() })
    }

    func remove(_ name: String) async throws {
        let path = path(name)
        try await lane.run {
            for path in [path, path + Self.partSuffix] where unlink(path) != 0 && errno != ENOENT {
                throw StoreError.last("unlink")
            }
        }
    }

    func isBeingWritten(_ name: String) async throws -> Bool {
        let path = path(name)
        return try await lane.run {
            // In this order: a file that is renamed in between is found under its second name.
            for path in [path + Self.partSuffix, path] {
                do {
                    if try !OpenFile(path, O_RDONLY).lock() { return true }
                } catch StoreError.missing { continue }
            }
            return false
        }
    }

    func names() async throws -> [String] {
        let folder = folder
        return try await lane.run {
            guard let stream = opendir(folder) else { throw StoreError.last("opendir") }
            defer { closedir(stream) }
            var names: Set<String> = []
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                guard !name.hasPrefix(".") else { continue }
                names.insert(name.hasSuffix(Self.partSuffix) ? String(name.dropLast(Self.partSuffix.count)) : name)
            }
            return names.sorted()
        }
    }

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    private static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw StoreError.last("mkdir")
        }
        try makeFolder(String(path[..<slash]))
        if mkdir(path, 0o700) != 0 && errno != EEXIST { throw StoreError.last("mkdir") }
    }
}
