import CloudCore
import Glibc
import NIOCore

/// Writes one file of a `FileStore`, locked until it is released.
final class FileWriter: ImageWriter {
    private let path: String
    private let folder: String
    private let file: LockedValue<OpenFile?>
    private let lane = Lane("write")

    /// Blocks; to be called on a lane.
    init(path: String, folder: String) throws {
        self.path = path
        self.folder = folder
        file = LockedValue(try Self.lockedFile(path + FileStore.partSuffix))
    }

    func append(_ bytes: ByteBuffer) async throws {
        let file = try openFile()
        try await lane.run { try file.write(bytes) }
    }

    func finish() async throws {
        let (file, path, folder) = (try openFile(), path, folder)
        try await lane.run {
            try file.sync()
            guard rename(path + FileStore.partSuffix, path) == 0 else { throw StoreError.last("rename") }
            try OpenFile(folder, O_RDONLY | O_DIRECTORY).sync()
        }
    }

    func release() { file.withLock { $0 = nil } }

    private func openFile() throws -> OpenFile {
        guard let file = file.withLock({ $0 }) else { throw StoreError("write", EBADF) }
        return file
    }

    /// A sweep may take the file in the instant between its making and its locking: then another is made.
    private static func lockedFile(_ path: String) throws -> OpenFile {
        for _ in 0..<10 {
            let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
            if file.lock(), try file.status.st_nlink > 0 { return file }
            unlink(path)
        }
        throw StoreError("lock", EBUSY)
    }
}
