import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Groups: create, list, show, update, delete.
struct GroupActions: ResourceActions {
    let kit: IdentityKit

    /// What a client may say of a group.
    struct Input: Sendable {
        var name: String?
        var domainID: String?
        var description: String?
        var extra: [String: JSON]
    }

    func create(_ input: Input, _ caller: Caller) async throws -> Group {
        let domainID = input.domainID ?? IdentityKit.domain(of: caller)
        try kit.policy.enforce("identity:create_group", caller, ["target.group.domain_id": domainID])
        try await kit.directories?.requireWritable(domain: domainID)
        let group = Group(
            id: kit.identifiers.hex(), name: input.name ?? "", domainID: domainID, description: input.description ?? "",
            extra: input.extra)
        try await kit.store.write(conflict: Self.taken(group)) { connection in
            try connection.requireDomain(domainID)
            try connection.table(Group.self).insert(group)
            try kit.notify(.created, .group, group.id, connection)
        }
        return group
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Group] {
        try kit.policy.enforce("identity:list_groups", caller, IdentityKit.own(caller, "target.group.domain_id"))
        let own = query.within(caller)
        let final = try await kit.directories?.prepared(own, .group) ?? own
        return try await kit.store.read { try $0.table(Group.self).list(final) }
    }

    func list(ofUser userID: String, _ query: ListQuery, _ caller: Caller) async throws -> [Group] {
        try await kit.store.read { connection in
            try kit.require(User.self, userID, "identity:list_groups_for_user", caller, connection)
            let groups = Group.having(user: userID, now: connection.now)
            return try connection.table(Group.self).list(query.within(caller), and: groups)
        }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Group {
        try await kit.store.read { try kit.require(Group.self, id, "identity:get_group", caller, $0) }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Group {
        let conflict = Fault.taken("group", "Duplicate entry found with name \(input.name ?? "")")
        return try await kit.store.write(conflict: conflict) { connection in
            var group = try kit.require(Group.self, id, "identity:update_group", caller, connection)
            try connection.requireWritable(id, .group)
            try IdentityKit.requireSameDomain(input.domainID, as: group.domainID)
            group.name = input.name ?? group.name
            group.description = input.description ?? group.description
            group.extra.merge(input.extra) { $1 }
            try connection.table(Group.self).update(group)
            try kit.notify(.updated, .group, id, connection)
            return group
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.store.write { connection in
            try kit.require(Group.self, id, "identity:delete_group", caller, connection)
            try connection.requireWritable(id, .group)
            try connection.deleteAssignments(Assignment.of(.group, id))
            try connection.table(Group.self).delete(id)
            try kit.notify(.deleted, .group, id, connection)
            kit.announceRoleChange(connection)
        }
    }

    private static func taken(_ group: Group) -> Fault {
        .duplicate("group", name: group.name, domainID: group.domainID)
    }
}
