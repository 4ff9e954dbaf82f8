import CloudCore
import CloudObservability
import CloudSQL

/// Undoes what dead processes left: images back from half-done uploads, data that no image names.
struct StoreSweep: Sendable {
    let database: Database
    let store: any ImageStore
    /// This machine: others' uploads are theirs to mend.
    let host: String
    let log: Log

    func run() async throws {
        try await resetUploads()
        try await removeOrphans()
    }

    private func resetUploads() async throws {
        let host = host
        let images = try await database.read { connection in
            try connection.table(Image.self).list(
                ListQuery(filters: [
                    .init("status", .isIn, [.string("saving"), .string("uploading")]),
                    .init("upload_host", .isIn, [.string(host)]),
                ]))
        }
        for image in images {
            guard let name = image.upload, try await !store.isBeingWritten(name) else { continue }
            let reset = try await database.write { connection in
                guard var now = try connection.table(Image.self).find(image.id), now.upload == name else {
                    return false
                }
                now.forgetData()
                try connection.save(&now)
                return true
            }
            guard reset else { continue }
            log.info("image \(image.id): its upload was interrupted, it is queued again")
            try await store.remove(name)
        }
    }

    private func removeOrphans() async throws {
        for name in try await store.names() {
            // Names are not used twice: who is not written now, and in no row after that, never will be.
            guard let id = Self.imageID(name), try await !store.isBeingWritten(name) else { continue }
            let image = try await database.read { try $0.table(Image.self).find(id) }
            guard image?.location != name, image?.upload != name else { continue }
            try await store.remove(name)
            log.info("image \(id): removed the orphaned data \(name)")
        }
    }

    /// The image of a stored name (`<id>.<upload>`); nil for what is not ours.
    private static func imageID(_ name: String) -> String? {
        let parts = name.split(separator: ".")
        return parts.count == 2 && Identifier.isUUID(String(parts[0])) ? String(parts[0]) : nil
    }
}
