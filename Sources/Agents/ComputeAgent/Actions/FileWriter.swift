import CloudCore
import Glibc
import HostKit
import NIOCore

/// A system call that failed, with its file.
struct SystemFailure: Error, CustomStringConvertible {
    let description: String
    let code: Int32

    init(_ call: String, _ path: String) {
        code = errno
        description = "\(call) \(path): \(String(cString: strerror(code)))"
    }
}

/// Writes one file from beginning to end on a thread of its own, off the cooperative pool.
final class FileWriter: Sendable {
    private let path: String
    private let descriptor: Int32
    private let thread: HostThread

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFailure("open", path) }
        thread = try HostThread(name: "image-write")
    }

    func write(_ piece: ByteBuffer) async throws {
        let (descriptor, path) = (descriptor, path)
        try await thread.run {
            try piece.withUnsafeReadableBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    guard count > 0 else { throw SystemFailure("write", path) }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }

    /// Makes it durable and closes it.
    func finish() async throws {
        let (descriptor, path) = (descriptor, path)
        try await thread.run {
            guard fdatasync(descriptor) == 0 else { throw SystemFailure("fdatasync", path) }
            close(descriptor)
        }
        thread.stop()
    }

    /// Closes and removes it.
    func abandon() async {
        let (descriptor, path) = (descriptor, path)
        try? await thread.run {
            close(descriptor)
            unlink(path)
        }
        thread.stop()
    }
}
