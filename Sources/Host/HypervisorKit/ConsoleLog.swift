import Glibc
import HostKit

/// The end of a console's log file, read without reading the rest.
enum ConsoleLog {
    /// No answer is longer.
    static let longest = 1 << 20

    /// A log that is not there yet is empty. Blocking.
    static func tail(_ path: String, lines: Int?) throws -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return "" }
            throw SystemError("open \(path)")
        }
        defer { close(file) }
        let size = lseek(file, 0, SEEK_END)
        let start = max(0, Int(size) - longest)
        var bytes = [UInt8](repeating: 0, count: max(0, Int(size) - start))
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, start + done) }
            if count <= 0 { break }
            done += count
        }
        return text(of: bytes[..<done], lines: lines)
    }

    static func text(of bytes: ArraySlice<UInt8>, lines: Int?) -> String {
        guard let lines else { return String(decoding: bytes, as: UTF8.self) }
        guard lines > 0 else { return "" }
        var found = 0
        let body = bytes.last == 0x0a ? bytes.dropLast() : bytes
        for index in body.indices.reversed() where body[index] == 0x0a {
            found += 1
            if found == lines { return String(decoding: bytes[(index + 1)...], as: UTF8.self) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
