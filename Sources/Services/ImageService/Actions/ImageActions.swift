import CloudAuth
import CloudCore
import CloudSQL
import CloudTasks

/// Images: create, list, show, update, delete, deactivate, reactivate.
struct ImageActions: Sendable {
    let database: Database
    let access: ImageAccess
    let tasks: TaskQueue
    let identifiers: IdentifierSource
    let settings: ImageSettings
    let limits: ImageLimits

    func create(_ draft: ImageDraft, _ caller: Caller) async throws -> Image {
        try requireOwner(of: draft, caller)
        let (identifiers, settings) = (identifiers, settings)
        try Self.requireQuotas(draft.properties, draft.tags, settings)
        let limits = try await limits.limits(of: draft.owner ?? caller.projectID)
        do {
            return try await database.write { connection in
                let image = draft.image(id: identifiers.uuid(), owner: caller.projectID, at: connection.now)
                try limits?.check(.countTotal, delta: 1, connection)
                if limits == nil, settings.countQuota >= 0,
                    try connection.imageCount(of: image.owner) >= settings.countQuota
                {
                    throw Fault(
                        413,
                        "Project \(image.owner ?? "") is over a limit for image_count_total:"
                            + " the limit is \(settings.countQuota)."
                    )
                }
                try connection.insert(image)
                return image
            }
        } catch SQLError.uniqueViolation {
            throw Fault.conflict("Image ID \(draft.id ?? "") already exists!")
        }
    }

    /// The page that `query` asks for, of what the caller may see.
    func list(
        _ query: ListQuery, _ scope: VisibleImages.Scope, _ memberStatus: MemberStatus?, and filters: [ImageFilter],
        _ caller: Caller
    ) async throws -> [Image] {
        try access.enforce("get_images", caller, .project(caller.projectID))
        let visible = VisibleImages(
            project: caller.projectID, isAdmin: access.isAdmin(caller), scope: scope, memberStatus: memberStatus)
        let condition = SQLCondition.all(filters.map(\.condition) + [visible.condition].compactMap(\.self))
        do {
            return try await database.read { try $0.table(Image.self).list(query, and: condition) }
        } catch SQLError.notFound {
            throw Fault.badRequest("No image found with ID \(query.marker ?? "")")
        }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Image {
        try await database.read { try access.visible(id, caller, $0).image }
    }

    func update(_ id: String, _ changes: [ImageChange], _ caller: Caller) async throws -> Image {
        let (access, settings) = (access, settings)
        return try await database.write { connection in
            let before = try access.allowed("modify_image", id, caller, connection)
            var image = before
            for change in changes {
                if change.name == "owner", change.operation != .remove, !access.isAdmin(caller) {
                    throw Fault.forbidden("Owner can't be updated by non admin.")
                }
                try image.apply(change)
            }
            if image.visibility != before.visibility {
                try access.enforceVisibility(image.visibility, caller, access.target(before))
            }
            try Self.requireQuotas(image.properties, image.tags, settings)
            if image != before {
                try connection.save(
                    &image, termsChanged: image.tags != before.tags || image.properties != before.properties)
            }
            return image
        }
    }

    /// The row goes now, the data in a task of its own.
    func delete(_ id: String, _ caller: Caller) async throws {
        let (access, tasks) = (access, tasks)
        try await database.write { connection in
            let image = try access.allowed("delete_image", id, caller, connection)
            guard !image.protected else {
                throw Fault.forbidden("Image \(image.id) is protected and cannot be deleted.")
            }
            try connection.remove(image)
            let files = [image.location, image.upload].compactMap(\.self)
            guard !files.isEmpty else { return }
            try tasks.enqueue(
                connection, DeleteImageTask.name, resource: "image/\(image.id)",
                state: DeleteImageTask.State(imageID: image.id, names: files))
        }
    }

    func deactivate(_ id: String, _ caller: Caller) async throws {
        try await turn("deactivate", id, to: .deactivated, caller)
    }
    func reactivate(_ id: String, _ caller: Caller) async throws {
        try await turn("reactivate", id, to: .active, caller)
    }

    private func turn(_ rule: String, _ id: String, to status: ImageStatus, _ caller: Caller) async throws {
        let access = access
        try await database.write { connection in
            var image = try access.allowed(rule, id, caller, connection)
            guard image.status != status else { return }
            guard image.status == .active || image.status == .deactivated else {
                throw Fault.forbidden("Not allowed to \(rule) image in status '\(image.status.rawValue)'")
            }
            try image.status.move(to: status)
            try connection.save(&image)
        }
    }

    private func requireOwner(of draft: ImageDraft, _ caller: Caller) throws {
        var target = access.target(owner: draft.owner ?? caller.projectID, visibility: draft.visibility ?? .shared)
        target["project_id"] = caller.projectID
        if !access.policy.allows("add_image", caller, target) {
            if let owner = draft.owner, owner != caller.projectID {
                throw Fault.forbidden("You are not permitted to create images owned by '\(owner)'.")
            }
            throw Fault.notAuthorized("add_image")
        }
        try access.enforceVisibility(draft.visibility ?? .shared, caller, target)
    }

    static func requireQuotas(_ properties: [String: String], _ tags: [String], _ settings: ImageSettings) throws {
        if properties.count > settings.propertyQuota {
            throw Fault.tooMany("properties", attempted: properties.count, maximum: settings.propertyQuota)
        }
        if tags.count > settings.tagQuota {
            throw Fault.tooMany("tags", attempted: tags.count, maximum: settings.tagQuota)
        }
    }
}
