import CloudAuth
import CloudCore
import CloudSQL

/// A user's OAuth1 access tokens: list, show, delete, and their roles.
struct AccessTokenActions: Sendable {
    let kit: IdentityKit
    let oauth1: OAuth1Actions

    private static let manage = "manage OAuth access tokens"

    func list(_ userID: String, _ query: ListQuery, _ caller: Caller) async throws -> [AccessToken] {
        try kit.policy.enforce("identity:list_access_tokens", caller, ["user_id": userID])
        try await oauth1.refuseDelegated(caller, Self.manage)
        return try await kit.store.read {
            try $0.table(AccessToken.self).list(query.with("user_id", .string(userID)))
        }
    }

    /// - Parameter rule: as which operation.
    func show(
        _ id: String, of userID: String, as rule: String = "identity:get_access_token", _ caller: Caller
    ) async throws -> AccessToken {
        try kit.policy.enforce(rule, caller, ["user_id": userID])
        try await oauth1.refuseDelegated(caller, Self.manage)
        return try await kit.store.read { try $0.require(AccessToken.self, id) { $0.userID == userID } }
    }

    func role(_ roleID: String, of id: String, _ userID: String, _ caller: Caller) async throws -> Role {
        let token = try await show(id, of: userID, as: "identity:get_access_token_role", caller)
        guard token.roleIDs.contains(roleID),
            let role = try await kit.store.read({ try $0.table(Role.self).find(roleID) })
        else { throw Fault.missing("role", roleID) }
        return role
    }

    func delete(_ id: String, of userID: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_access_token", caller, ["user_id": userID])
        try await oauth1.refuseDelegated(caller, Self.manage)
        try await kit.store.write { connection in
            try connection.require(AccessToken.self, id) { $0.userID == userID }
            try connection.table(AccessToken.self).delete(id)
            try kit.notify(.deleted, .accessToken, id, connection)
            kit.announceRoleChange(connection)
        }
    }
}
