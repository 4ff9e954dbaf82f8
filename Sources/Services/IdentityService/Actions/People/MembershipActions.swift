import CloudAuth
import CloudCore
import CloudSQL

/// Who is in which group: list, check, add, remove.
struct MembershipActions: Sendable {
    let kit: IdentityKit

    func users(in groupID: String, _ query: ListQuery, _ caller: Caller) async throws -> [User] {
        try await kit.store.read { connection in
            try kit.require(Group.self, groupID, "identity:list_users_in_group", caller, connection)
            return try connection.table(User.self).list(query.within(caller), and: User.inGroup(groupID))
        }
    }

    func check(_ userID: String, in groupID: String, _ caller: Caller) async throws {
        try await kit.store.read { connection in
            try both(userID, groupID, "identity:check_user_in_group", caller, connection)
            guard try connection.isMember(userID, of: groupID) else { throw Self.noMember(userID, groupID) }
        }
    }

    func add(_ userID: String, to groupID: String, _ caller: Caller) async throws {
        try await kit.store.write { connection in
            try both(userID, groupID, "identity:add_user_to_group", caller, connection)
            try connection.requireWritableMembership(userID, of: groupID)
            try connection.addMember(userID, to: groupID)
            try kit.notify(.updated, .group, groupID, connection, actor: .init(id: userID, operation: .added))
        }
    }

    /// The user's tokens end: they may have been made with the group's roles.
    func remove(_ userID: String, from groupID: String, _ caller: Caller) async throws {
        try await kit.store.write { connection in
            try both(userID, groupID, "identity:remove_user_from_group", caller, connection)
            try connection.requireWritableMembership(userID, of: groupID)
            guard try connection.removeMember(userID, from: groupID) else { throw Self.noMember(userID, groupID) }
            try kit.notify(.updated, .group, groupID, connection, actor: .init(id: userID, operation: .removed))
            try kit.revoke(connection, userID: userID)
        }
    }

    private func both(
        _ userID: String, _ groupID: String, _ rule: String, _ caller: Caller, _ connection: Connection
    ) throws {
        let user = try connection.table(User.self).find(userID)
        let group = try connection.table(Group.self).find(groupID)
        try kit.policy.enforce(
            rule, caller,
            ["target.user.domain_id": user?.domainID ?? "", "target.group.domain_id": group?.domainID ?? ""])
        guard group != nil else { throw Group.missing(groupID) }
        guard user != nil else { throw User.missing(userID) }
    }

    private static func noMember(_ userID: String, _ groupID: String) -> Fault {
        .notFound("User '\(userID)' not found in group '\(groupID)'.")
    }
}
