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

    /// A copy is used before its disk stands upon it: for so long after its last use it is left alone in any case.
    private static let grace = Duration.seconds(60)

    private let folder: String
    private let instances: String
    private let images: ImageDataClient
    private let tool: DiskImageTool
    private let failpoint: Failpoint
    private var fetches: [String: Task<Entry, any Error>] = [:]

    /// - Parameter instances: holds the guests' disks, some of which stand upon copies.
    init(
        folder: String, instances: String, images: ImageDataClient, tool: DiskImageTool = DiskImageTool(),
        failpoint: Failpoint = .none
    ) {
        self.folder = folder
        self.instances = instances
        self.images = images
        self.tool = tool
        self.failpoint = failpoint
    }

    /// Removes what an agent that died in the middle left half done; before anything is fetched.
    func removeUnfinished() throws {
        for name in HostFile.names(in: folder) where name.hasSuffix(".part") || name.hasSuffix(".converted") {
            try HostFile.remove("\(folder)/\(name)")
        }
    }

    /// Removes copies that no disk stands upon and that were not used for `retention`; tells which.
    func removeUnused(for retention: Duration) async throws -> [String] {
        let limit = CloudClock.system.now - max(retention, Self.grace)
        let old = HostFile.names(in: folder).filter { name in
            HostFile.modified("\(folder)/\(name)").map { $0 < limit } ?? false
        }
        guard !old.isEmpty else { return [] }
        let held = try await backings()
        var removed: [String] = []
        // Looked at once more: it may have been asked for while the disks were read.
        for name in old where !held.contains("\(folder)/\(name)") && fetches.isEmpty {
            guard let use = HostFile.modified("\(folder)/\(name)"), use < limit else { continue }
            try HostFile.remove("\(folder)/\(name)")
            removed.append(name)
        }
        return removed
    }

    /// What the guests' disks stand upon. A disk that cannot be read may stand upon anything: that is an error.
    private func backings() async throws -> Set<String> {
        var found: Set<String> = []
        for id in HostFile.names(in: instances) where Identifier.isUUID(id) {
            for name in HostFile.names(in: "\(instances)/\(id)") where name.hasPrefix("disk.qcow2") {
                let path = "\(instances)/\(id)/\(name)"
                do {
                    if let backing = try await tool.describe(path, format: .qcow2).backingFile { found.insert(backing) }
                } catch  where !HostFile.exists(path) {}
            }
        }
        return found
    }

    /// The image, fetched first when it is not there. Several guests that want it at once wait for one fetch.
    func image(_ id: String) async throws -> Entry {
        if let running = fetches[id] { return try await running.value }
        let (folder, images, tool, failpoint) = (folder, images, tool, failpoint)
        let task = Task {
            let entry = try await Self.fetch(id, folder, images, tool, failpoint)
            // The file's own time tells of its last use.
            utimensat(AT_FDCWD, entry.path, nil, 0)
            return entry
        }
        fetches[id] = task
        defer { fetches[id] = nil }
        return try await task.value
    }

    private static func fetch(
        _ id: String, _ folder: String, _ images: ImageDataClient, _ tool: DiskImageTool, _ failpoint: Failpoint
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
        let size = format == declared ? description.size : nil
        if let size = try? await disk(of: id, path, format, bytes: size, tool) {
            return Entry(path: path, format: format, virtualSize: size)
        }
        // Not here, or not whole: then a whole one takes its place, also beneath the disks that stand upon it.
        try HostFile.makeFolder(folder, mode: 0o700)
        let (part, converted) = (path + ".part", path + ".converted")
        defer { for file in [part, converted] { try? HostFile.remove(file) } }
        try await write(try await images.download(id), to: part, expecting: description.size, failpoint)
        _ = try await disk(of: id, part, declared, bytes: nil, tool)
        if format != declared { try await tool.convert(part, format: declared, to: converted, targetFormat: format) }
        let whole = format == declared ? part : converted
        let virtualSize = try await disk(of: id, whole, format, bytes: nil, tool)
        chmod(whole, 0o400)
        guard rename(whole, path) == 0 else { throw SystemFailure("rename", path) }
        return Entry(path: path, format: format, virtualSize: virtualSize)
    }

    /// The size of the disk that a file holds.
    /// - Parameter bytes: of the file itself, when they are known.
    private static func disk(
        of id: String, _ path: String, _ format: DiskFormat, bytes: Int64?, _ tool: DiskImageTool
    ) async throws -> UInt64 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw SystemFailure("stat", path) }
        guard bytes == nil || bytes == Int64(status.st_size) else {
            throw Fault(400, "Image \(id) cannot be used: its file was cut off.", code: "BadRequest", cause: path)
        }
        do {
            return try await tool.verify(path, format: format).virtualSize
        } catch let error as DiskImageError {
            throw Fault(400, "Image \(id) cannot be used: \(error)", code: "BadRequest", cause: "\(error)")
        } catch let error as CommandError where !error.timedOut {
            let reason = "Its content is no readable \(format.rawValue) disk."
            throw Fault(400, "Image \(id) cannot be used: \(reason)", code: "BadRequest", cause: "\(error)")
        }
    }

    private static func write(
        _ stream: ByteStream, to path: String, expecting size: Int64?, _ failpoint: Failpoint
    ) async throws {
        let file = try FileWriter(path)
        var written: Int64 = 0
        do {
            for try await piece in stream {
                try await file.write(piece)
                written += Int64(piece.readableBytes)
                failpoint.reach("compute-agent", "image begun")
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
