import CloudAuth
import CloudCore
import CloudSQL

/// A user's access rules: list, show, delete. They are made with application credentials.
struct AccessRuleActions: Sendable {
    let kit: IdentityKit

    func list(_ userID: String, _ query: ListQuery, _ caller: Caller) async throws -> [UserAccessRule] {
        try kit.policy.enforce("identity:list_access_rules", caller, Self.target(userID))
        return try await kit.store.read {
            try $0.table(UserAccessRule.self).list(query.with("user_id", .string(userID)))
        }
    }

    func show(_ id: String, of userID: String, _ caller: Caller) async throws -> UserAccessRule {
        try kit.policy.enforce("identity:get_access_rule", caller, Self.target(userID))
        return try await kit.store.read { try $0.require(UserAccessRule.self, id) { $0.userID == userID } }
    }

    func delete(_ id: String, of userID: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_access_rule", caller, Self.target(userID))
        try await kit.store.write { connection in
            let rule = try connection.require(UserAccessRule.self, id) { $0.userID == userID }
            guard try !connection.isInUse(rule) else { throw Fault.forbidden("May not delete access rule in use") }
            try connection.table(UserAccessRule.self).delete(id)
            try kit.notify(.deleted, .accessRule, id, connection)
        }
    }

    private static func target(_ userID: String) -> PolicyTarget { ["target.user.id": userID, "user_id": userID] }
}
