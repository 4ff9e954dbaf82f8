import Glibc
import NIOCore

/// An open file, closed with its last user.
final class OpenFile: Sendable {
    let descriptor: Int32

    /// - Throws: `StoreError`.
    init(_ path: String, _ flags: Int32) throws {
        descriptor = open(path, flags | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw StoreError.last("open") }
    }

    deinit { close(descriptor) }

    var status: stat {
        get throws {
            var result = stat()
            guard fstat(descriptor, &result) == 0 else { throw StoreError.last("fstat") }
            return result
        }
    }

    /// Takes the lock that a living writer holds; false when another has it.
    func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    func write(_ bytes: ByteBuffer) throws {
        try bytes.withUnsafeReadableBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw StoreError.last("write") }
                done += count
            }
        }
    }

    /// At most `count` bytes from `offset`; none at the end.
    func read(at offset: Int64, count: Int) throws -> ByteBuffer {
        var buffer = ByteBuffer()
        _ = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            while true {
                let read = pread(descriptor, space.baseAddress, count, off_t(offset))
                if read < 0 && errno == EINTR { continue }
                guard read >= 0 else { throw StoreError.last("read") }
                return read
            }
        }
        return buffer
    }

    func sync() throws { if fsync(descriptor) != 0 { throw StoreError.last("fsync") } }
}
