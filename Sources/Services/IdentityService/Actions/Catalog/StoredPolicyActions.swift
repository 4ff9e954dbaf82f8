import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Policies kept for other services: create, list, show, update, delete.
struct StoredPolicyActions: ResourceActions {
    let kit: IdentityKit

    /// What a client may say of a policy.
    struct Input: Sendable {
        var type: String?
        var blob: String?
        var extra: [String: JSON]
    }

    func create(_ input: Input, _ caller: Caller) async throws -> StoredPolicy {
        let policy = StoredPolicy(
            id: kit.identifiers.hex(), type: input.type ?? "", blob: input.blob ?? "", extra: input.extra)
        return try await kit.create("identity:create_policy", policy, caller)
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [StoredPolicy] {
        try await kit.list("identity:list_policies", query, caller)
    }

    func show(_ id: String, _ caller: Caller) async throws -> StoredPolicy {
        try await kit.show("identity:get_policy", id, caller)
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> StoredPolicy {
        try await kit.update("identity:update_policy", id, caller) { policy, _ in
            policy.type = input.type ?? policy.type
            policy.blob = input.blob ?? policy.blob
            policy.extra.merge(input.extra) { $1 }
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.delete("identity:delete_policy", StoredPolicy.self, id, caller)
    }
}
