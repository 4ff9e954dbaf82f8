import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Policies kept for other services: create, list, show, update, delete.
struct StoredPolicyActions: Sendable {
    let kit: IdentityKit

    /// What a client may say of a policy.
    struct Input: Sendable {
        var type: String?
        var blob: String?
        var extra: [String: JSON]
    }

    func create(_ input: Input, _ caller: Caller) async throws -> StoredPolicy {
        try kit.policy.enforce("identity:create_policy", caller)
        let policy = StoredPolicy(
            id: kit.identifiers.hex(), type: input.type ?? "", blob: input.blob ?? "", extra: input.extra)
        try await kit.store.write { try $0.table(StoredPolicy.self).insert(policy) }
        return policy
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [StoredPolicy] {
        try kit.policy.enforce("identity:list_policies", caller)
        return try await kit.store.read { try $0.table(StoredPolicy.self).list(query) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> StoredPolicy {
        try kit.policy.enforce("identity:get_policy", caller)
        return try await kit.store.read { try Self.found(id, $0) }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> StoredPolicy {
        try kit.policy.enforce("identity:update_policy", caller)
        return try await kit.store.write { connection in
            var policy = try Self.found(id, connection)
            policy.type = input.type ?? policy.type
            policy.blob = input.blob ?? policy.blob
            policy.extra.merge(input.extra) { $1 }
            try connection.table(StoredPolicy.self).update(policy)
            return policy
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_policy", caller)
        try await kit.store.write { connection in
            _ = try Self.found(id, connection)
            try connection.table(StoredPolicy.self).delete(id)
        }
    }

    static func found(_ id: String, _ connection: Connection) throws -> StoredPolicy {
        guard let policy = try connection.table(StoredPolicy.self).find(id) else { throw Fault.missing("policy", id) }
        return policy
    }
}
