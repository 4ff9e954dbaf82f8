import CloudAuth
import CloudCore
import CloudSQL

/// Tags of an image, one at a time.
struct TagActions: Sendable {
    let database: Database
    let access: ImageAccess
    let settings: ImageSettings

    func add(_ tag: String, to id: String, _ caller: Caller) async throws {
        let (access, settings) = (access, settings)
        try await database.write { connection in
            var image = try access.allowed("modify_image", id, caller, connection)
            guard !image.tags.contains(tag) else { return }
            image.tags = (image.tags + [tag]).sorted()
            try ImageActions.requireQuotas(image.properties, image.tags, settings)
            try connection.save(&image, termsChanged: true)
        }
    }

    func remove(_ tag: String, from id: String, _ caller: Caller) async throws {
        let access = access
        try await database.write { connection in
            var image = try access.allowed("modify_image", id, caller, connection)
            guard image.tags.contains(tag) else { throw Fault.notFound("The resource could not be found.") }
            image.tags.removeAll { $0 == tag }
            try connection.save(&image, termsChanged: true)
        }
    }
}
