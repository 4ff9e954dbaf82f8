import CloudCore
import CloudHTTP
import DiskImageKit
import Glibc
import HostKit
import NIOCore
import ServiceClients

/// The images that this host has, each fetched once, read-only beneath the guests' disks.
actor ImageCache {
    /// An image at hand.
    struct Entry: Sendable {
        var path: String
        var format: DiskFormat
        /// Bytes of the disk that the image holds.
        var virtualSize: UInt64
    }

    private let folder: String
    private let images: ImageDataClient
    private let tool: DiskImageTool
    private var fetches: [String: Task<Entry, any Error>] = [:]

    init(folder: String, images: ImageDataClient, tool: DiskImageTool = DiskImageTool()) {
        self.folder = folder
        self.images = images
        self.tool = tool
    }

    /// The image, fetched first when it is not there. Several guests that want it at once wait for one fetch.
    func image(_ id: String) async throws -> Entry {
        if let running = fetches[id] { return try await running.value }
        let (folder, images, tool) = (folder, images, tool)
        let task = Task { try await Self.fetch(id, folder, images, tool) }
        fetches[id] = task
        defer { fetches[id] = nil }
        return try await task.value
    }

    private static func fetch(
        _ id: String, _ folder: String, _ images: ImageDataClient, _ tool: DiskImageTool
    ) async throws -> Entry {
        let description = try await images.describe(id)
        guard description.status == "active" else {
            throw Fault.badRequest("Image \(id) is not active but \(description.status).")
        }
        guard let declared = DiskFormat(rawValue: description.diskFormat) else {
            throw Fault.badRequest("Image \(id) has the disk format \(description.diskFormat), which cannot be booted.")
        }
        // Formats that guests cannot run upon are turned into qcow2 once.
        let format: DiskFormat = declared == .qcow2 || declared.isPlain ? declared : .qcow2
        let path = "\(folder)/\(id)-\(description.checksum)"
        if !HostFile.exists(path) {
            try HostFile.makeFolder(folder, mode: 0o700)
            let part = path + ".part"
            try await write(try await images.download(id), to: part, expecting: description.size)
            _ = try await Self.check(id, part, declared, tool)
            if format != declared {
                try await tool.convert(part, format: declared, to: path + ".converted", targetFormat: format)
                try HostFile.remove(part)
                guard rename(path + ".converted", path) == 0 else { throw SystemFailure("rename", path) }
            } else {
                guard rename(part, path) == 0 else { throw SystemFailure("rename", path) }
            }
            chmod(path, 0o400)
        }
        let size = try await Self.check(id, path, format, tool)
        return Entry(path: path, format: format, virtualSize: size)
    }

    /// The disk's size in bytes. A file that cannot be used does not stay: the next fetch may bring a whole one.
    private static func check(
        _ id: String, _ path: String, _ format: DiskFormat, _ tool: DiskImageTool
    ) async throws -> UInt64 {
        do {
            return try await tool.verify(path, format: format).virtualSize
        } catch {
            try HostFile.remove(path)
            let reason =
                (error as? DiskImageError)?.description ?? "Its content is no readable \(format.rawValue) disk."
            throw Fault(400, "Image \(id) cannot be used: \(reason)", code: "BadRequest", cause: "\(error)")
        }
    }

    private static func write(_ stream: ByteStream, to path: String, expecting size: Int64?) async throws {
        let file = try FileWriter(path)
        var written: Int64 = 0
        do {
            for try await piece in stream {
                try await file.write(piece)
                written += Int64(piece.readableBytes)
            }
            try await file.finish()
        } catch {
            await file.abandon()
            throw error
        }
        if let size, size != written {
            throw Fault.unavailable("The image was cut off: \(written) of \(size) bytes came.")
        }
    }
}
