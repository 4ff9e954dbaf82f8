import CloudCore
import CloudHTTP
import DiskImageKit
import Glibc
import HostKit
import HypervisorKit
import NIOCore
import ServiceClients

/// Copies a guest's disk, as of one instant, into a queued image.
struct GuestSnapshot: Sendable {
    let driver: any HypervisorDriver
    let images: ImageDataClient
    let folder: InstanceFolder

    func take(of id: String, into imageID: String) async throws {
        // An attempt before this one may have filled it, and its word may have been lost.
        if try await images.describe(imageID).status == "active" { return }
        let copy = folder.path + "/snapshot-\(imageID).qcow2"
        try HostFile.remove(copy)
        defer { try? HostFile.remove(copy) }
        if try await driver.status(of: id)?.state == .running {
            try await driver.copyDisk("vda", of: id, to: copy)
        } else {
            try await DiskImageTool().convert(folder.disk, format: .qcow2, to: copy, targetFormat: .qcow2)
        }
        var status = stat()
        guard stat(copy, &status) == 0 else { throw SystemFailure("stat", copy) }
        try await images.upload(imageID, try Self.stream(copy), length: Int64(status.st_size))
    }

    /// The file's bytes, read piece by piece on a thread of its own.
    private static func stream(_ path: String) throws -> ByteStream {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("open", path) }
        let thread = try HostThread(name: "snapshot-read")
        return ByteStream(unfolding: {
            let piece = try await thread.run {
                var buffer = ByteBufferAllocator().buffer(capacity: 1 << 20)
                let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 1 << 20) { bytes in
                    max(0, read(descriptor, bytes.baseAddress, bytes.count))
                }
                return count > 0 ? buffer : nil
            }
            if piece == nil {
                close(descriptor)
                thread.stop()
            }
            return piece
        })
    }
}
