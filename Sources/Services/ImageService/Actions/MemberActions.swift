import CloudAuth
import CloudCore
import CloudSQL

/// Members of shared images: the owner adds and removes them, a member accepts or rejects.
struct MemberActions: Sendable {
    let database: Database
    let access: ImageAccess
    let identifiers: IdentifierSource
    let settings: ImageSettings

    func add(_ project: String, to id: String, _ caller: Caller) async throws -> ImageMember {
        let (access, identifiers, settings) = (access, identifiers, settings)
        do {
            return try await database.write { connection in
                let image = try access.allowed("add_member", id, caller, connection)
                try Self.requireShared(image)
                let count = try connection.table(ImageMember.self).count(ImageMember.filters(image.id))
                guard count < settings.memberQuota else {
                    throw Fault.tooMany("members for this image", attempted: count + 1, maximum: settings.memberQuota)
                }
                let member = ImageMember(
                    id: identifiers.uuid(), imageID: image.id, member: project, status: .pending,
                    createdAt: connection.now,
                    updatedAt: connection.now)
                try connection.table(ImageMember.self).insert(member)
                return member
            }
        } catch SQLError.uniqueViolation {
            throw Fault.conflict("Image member \(project) already exists for image \(id)")
        }
    }

    /// All members for the owner; for a member itself alone.
    func list(_ id: String, _ caller: Caller) async throws -> [ImageMember] {
        let access = access
        return try await database.read { connection in
            let (image, own) = try access.visible(id, caller, connection)
            try access.enforce("get_members", caller, access.target(image, own))
            try Self.requireShared(image)
            if access.isAdmin(caller) || image.owner == caller.projectID { return try connection.members(of: image.id) }
            return [own].compactMap(\.self)
        }
    }

    func show(_ project: String, of id: String, _ caller: Caller) async throws -> ImageMember {
        let access = access
        return try await database.read { connection in
            let image = try access.visible(id, caller, connection).image
            return try Self.found(project, image, access, caller, "get_member", connection)
        }
    }

    func update(_ project: String, of id: String, to status: MemberStatus, _ caller: Caller) async throws -> ImageMember
    {
        let access = access
        return try await database.write { connection in
            let image = try access.visible(id, caller, connection).image
            var member = try Self.found(project, image, access, caller, "modify_member", connection)
            member.status = status
            member.updatedAt = connection.now
            try connection.table(ImageMember.self).update(member)
            return member
        }
    }

    func remove(_ project: String, from id: String, _ caller: Caller) async throws {
        let access = access
        try await database.write { connection in
            let image = try access.visible(id, caller, connection).image
            let member = try Self.found(project, image, access, caller, "delete_member", connection)
            try connection.table(ImageMember.self).delete(member.id)
        }
    }

    /// The member, when the caller may know of it and do that.
    private static func found(
        _ project: String, _ image: Image, _ access: ImageAccess, _ caller: Caller, _ rule: String,
        _ connection: Connection
    ) throws -> ImageMember {
        try requireShared(image)
        let known = access.isAdmin(caller) || image.owner == caller.projectID || project == caller.projectID
        guard known, let member = try connection.member(project, of: image.id) else {
            throw Fault.noMember(project, of: image.id)
        }
        try access.enforce(rule, caller, access.target(image, member))
        return member
    }

    private static func requireShared(_ image: Image) throws {
        guard image.visibility == .shared else { throw Fault.forbidden("Only shared images have members.") }
    }
}
