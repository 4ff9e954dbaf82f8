package import CloudCore
import Glibc

/// Whole small files, read and replaced in one step.
package enum HostFile {
    /// Replaces `path` so that a reader or a crash sees the old bytes or the new ones, never a part.
    package static func writeAtomically(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws {
        // A dot in front: programs that watch folders of settings skip such names.
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let temporary = "\(path[..<slash]).\(path[slash...]).\(getpid()).\(UInt32.random(in: 0 ... .max))"
        let file = try SystemError.check(
            open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode), "create \(temporary)")
        do {
            try finish(file) {
                try write(bytes, to: file, path: temporary)
                try SystemError.check(fchmod(file, mode), "chmod \(temporary)")
                try SystemError.check(fdatasync(file), "sync \(temporary)")
            }
            try SystemError.check(rename(temporary, path), "replace \(path)")
        } catch {
            unlink(temporary)
            throw error
        }
    }

    package static func writeAtomically(_ text: String, to path: String, mode: UInt32 = 0o600) throws {
        try writeAtomically(Array(text.utf8), to: path, mode: mode)
    }

    /// Writes into a file that exists, in one call: for `/proc/sys` and its like.
    package static func put(_ text: String, into path: String) throws {
        let file = try SystemError.check(open(path, O_WRONLY | O_CLOEXEC), "open \(path)")
        try finish(file) { try write(Array(text.utf8), to: file, path: path) }
    }

    package static func read(_ path: String) throws -> [UInt8] {
        let file = try SystemError.check(open(path, O_RDONLY | O_CLOEXEC), "open \(path)")
        defer { close(file) }
        var bytes = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SystemError("read \(path)") }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// The file as UTF-8 text, or nil when it is not there or not to be read.
    package static func text(_ path: String) -> String? {
        guard let bytes = try? read(path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// When it was last written to; nil when it is not there.
    package static func modified(_ path: String) -> Timestamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Timestamp(
            microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1000)
    }

    /// Removes a file; one that is not there is no error.
    package static func remove(_ path: String) throws {
        if unlink(path) < 0 && errno != ENOENT { throw SystemError("remove \(path)") }
    }

    /// Makes a folder and those above it; folders that are there stay as they are.
    package static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws {
        if mkdir(path, mode) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw SystemError("create folder \(path)")
        }
        try makeFolder(String(path[..<slash]), mode: 0o755)
        if mkdir(path, mode) < 0 && errno != EEXIST { throw SystemError("create folder \(path)") }
    }

    /// Names in a folder, sorted, without `.` and `..`; a folder that is not there has none.
    package static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names = [String]()
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a folder and all in it, following no symbolic link; one that is not there is no error.
    package static func removeTree(_ path: String) throws {
        if unlink(path) == 0 || errno == ENOENT { return }
        for name in names(in: path) { try removeTree("\(path)/\(name)") }
        if rmdir(path) < 0 && errno != ENOENT { throw SystemError("remove folder \(path)") }
    }

    private static func write(_ bytes: [UInt8], to file: Int32, path: String) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write \(path)") }
            done += count
        }
    }

    private static func finish(_ file: Int32, _ body: () throws -> Void) throws {
        defer { close(file) }
        try body()
    }
}
