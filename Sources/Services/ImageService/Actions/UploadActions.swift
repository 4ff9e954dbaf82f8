import CloudAuth
import CloudCore
import CloudHTTP
import CloudSQL
import DiskImageKit
import ServiceClients

/// Data on its way in: upload, staging, and the import of what was staged.
///
/// The row names the data while it is written (`upload`): whatever dies in between can be undone by `StoreSweep`.
struct UploadActions: Sendable {
    let database: Database
    let access: ImageAccess
    let store: any ImageStore
    let identifiers: IdentifierSource
    let settings: ImageSettings
    let host: String
    let limits: ImageLimits

    /// - Parameter size: bytes, when the client said.
    func upload(_ id: String, _ body: Body, size: Int64?, _ caller: Caller) async throws {
        try await take(id, .saving, body, size, caller)
    }

    /// Like an upload, but the image waits for its import.
    func stage(_ id: String, _ body: Body, size: Int64?, _ caller: Caller) async throws {
        try await take(id, .uploading, body, size, caller)
    }

    /// What was staged was measured and inspected then: now it becomes the image's data.
    func importStaged(_ id: String, _ caller: Caller) async throws {
        let access = access
        let owner = try await database.read { try access.allowed("upload_image", id, caller, $0).owner }
        let limits = try await limits.limits(of: owner)
        try await database.write { connection in
            var image = try access.allowed("upload_image", id, caller, connection)
            try limits?.check(.sizeTotal, delta: 0, connection)
            guard image.status == .uploading, image.location != nil else {
                throw Fault.conflict("Image needs to be staged before 'glance-direct' method can be used")
            }
            try image.status.move(to: .active)
            try connection.save(&image)
        }
    }

    private func take(_ id: String, _ status: ImageStatus, _ body: Body, _ size: Int64?, _ caller: Caller) async throws
    {
        // Nobody makes files who may not; the transaction below decides.
        let image = try await database.read { connection in
            var image = try access.allowed("upload_image", id, caller, connection)
            try Self.begin(&image, status, upload: "", host: host)
            return image
        }
        let name = "\(image.id).\(identifiers.hex().prefix(12))"
        let writer: any ImageWriter
        do {
            writer = try await store.write(name)
        } catch let error as StoreError {
            throw Fault(error, image: image.id)
        }
        defer { writer.release() }
        do {
            let limits = try await limits.limits(of: image.owner)
            let (image, limit) = try await begin(id, status, name, size, limits, caller)
            let intake = DataIntake(writer: writer, limit: limit, format: Self.format(of: image))
            let digest = try await intake.run(body)
            if let size, size != digest.size { throw StoreError.interrupted }
            try await writer.finish()
            try await complete(image, digest, name)
        } catch {
            // Also when the client's going away cancelled this task.
            let isGone = await Task { await giveUp(image.id, name) }.value
            throw isGone ? Fault.goneDuringUpload(image.id) : Self.fault(error, image.id)
        }
    }

    /// Queued to `status`; returns how many bytes may come.
    private func begin(
        _ id: String, _ status: ImageStatus, _ name: String, _ size: Int64?, _ limits: UnifiedLimits?, _ caller: Caller
    ) async throws -> (image: Image, limit: Int64) {
        let (access, settings, host) = (access, settings, host)
        return try await database.write { connection in
            var image = try access.allowed("upload_image", id, caller, connection)
            try Self.begin(&image, status, upload: name, host: host)
            var limit = settings.sizeLimit
            try limits?.check(status == .uploading ? .stageTotal : .sizeTotal, delta: 0, connection)
            if limits == nil, settings.storageQuota > 0 {
                let remaining = max(0, settings.storageQuota - (try connection.storedBytes(of: image.owner)))
                if let size, size > remaining { throw Fault.overStorageQuota(size, remaining: remaining) }
                limit = min(limit, remaining)
            }
            if let size, size > limit { throw StoreError.tooLarge(limit: limit) }
            try connection.save(&image)
            // Itself among them.
            try limits?.check(.countUploading, delta: 0, connection)
            return (image, limit)
        }
    }

    private static func begin(_ image: inout Image, _ status: ImageStatus, upload: String, host: String) throws {
        try image.status.move(to: status)
        let missing = [("disk_format", image.diskFormat), ("container_format", image.containerFormat)].filter {
            $1 == nil
        }.map(\.0)
        if missing.count == 1 { throw Fault.badRequest("Property \(missing[0]) must be set prior to saving data.") }
        if missing.count == 2 {
            throw Fault.badRequest("Properties \(missing.joined(separator: ", ")) must be set prior to saving data.")
        }
        (image.upload, image.uploadHost) = (upload, host)
    }

    private func complete(_ image: Image, _ digest: ImageDigest, _ name: String) async throws {
        let (settings, isLimited) = (settings, limits.client != nil && image.owner != nil)
        try await database.write { connection in
            guard var now = try connection.table(Image.self).find(image.id), now.upload == name else {
                throw Fault.goneDuringUpload(image.id)
            }
            if settings.storageQuota > 0, !isLimited {
                // Others may have come to their end meanwhile.
                let remaining = settings.storageQuota - (try connection.storedBytes(of: now.owner))
                if digest.size > remaining { throw Fault.overStorageQuota(digest.size, remaining: max(0, remaining)) }
            }
            now.take(digest, location: name)
            if now.status == .saving { try now.status.move(to: .active) }
            try connection.save(&now)
        }
    }

    /// Undoes a failed upload; when even that fails, the sweep will. Says whether the image was deleted meanwhile.
    private func giveUp(_ id: String, _ name: String) async -> Bool {
        let left: (isKept: Bool, isGone: Bool)? = try? await database.write { connection in
            guard var image = try connection.table(Image.self).find(id) else { return (false, true) }
            // The transaction that seemed to fail had committed.
            if image.location == name { return (true, false) }
            guard image.upload == name else { return (false, false) }
            image.forgetData()
            try connection.save(&image)
            return (false, false)
        }
        if left?.isKept == false { try? await store.remove(name) }
        return left?.isGone == true
    }

    /// What the data must be: only plain disks are looked at, not containers of others.
    private static func format(of image: Image) -> DiskFormat? {
        guard let container = image.containerFormat, ["bare", "ami", "ari", "aki"].contains(container) else {
            return nil
        }
        return image.diskFormat.flatMap(DiskFormat.init)
    }

    private static func fault(_ error: any Error, _ id: String) -> any Error {
        switch error {
        case let error as StoreError: Fault(error, image: id)
        case let error as DiskImageError: Fault(415, "Image content does not match disk_format: \(error)")
        default: error
        }
    }
}
