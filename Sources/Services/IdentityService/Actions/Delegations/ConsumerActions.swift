import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// OAuth1 consumers: create, list, show, update, delete.
struct ConsumerActions: ResourceActions {
    let kit: IdentityKit
    let vault: CredentialVault

    /// What a client may say of a consumer.
    struct Input: Sendable {
        /// Present and nil: none.
        var description: String??
        var extra: [String: JSON]
    }

    /// The consumer, and its secret: told this once.
    func create(_ input: Input, _ caller: Caller) async throws -> (Consumer, secret: String) {
        try kit.policy.enforce("identity:create_consumer", caller)
        let id = kit.identifiers.hex()
        let secret = OAuth1Actions.secret()
        return try await kit.store.write { connection in
            let sealed = try vault.seal(secret, at: connection.now)
            let consumer = Consumer(
                id: id, secret: sealed.text, keyFingerprint: sealed.keyFingerprint,
                description: input.description ?? nil, extra: input.extra)
            try connection.table(Consumer.self).insert(consumer)
            try kit.notify(.created, .consumer, id, connection)
            return (consumer, secret)
        }
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Consumer] {
        try await kit.list("identity:list_consumers", query, caller)
    }

    func show(_ id: String, _ caller: Caller) async throws -> Consumer {
        try await kit.show("identity:get_consumer", id, caller)
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Consumer {
        try await kit.update("identity:update_consumer", id, caller) { consumer, _ in
            consumer.description = input.description ?? consumer.description
            consumer.extra.merge(input.extra) { $1 }
        }
    }

    /// All tokens that the consumer ever got end with it.
    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.delete("identity:delete_consumer", Consumer.self, id, caller, also: kit.announceRoleChange)
    }
}
