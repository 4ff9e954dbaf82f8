import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// OAuth1 consumers: create, list, show, update, delete.
struct ConsumerActions: Sendable {
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
            return (consumer, secret)
        }
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Consumer] {
        try kit.policy.enforce("identity:list_consumers", caller)
        return try await kit.store.read { try $0.table(Consumer.self).list(query) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Consumer {
        try kit.policy.enforce("identity:get_consumer", caller)
        return try await kit.store.read { try found(id, $0) }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Consumer {
        try kit.policy.enforce("identity:update_consumer", caller)
        return try await kit.store.write { connection in
            var consumer = try found(id, connection)
            consumer.description = input.description ?? consumer.description
            consumer.extra.merge(input.extra) { $1 }
            try connection.table(Consumer.self).update(consumer)
            return consumer
        }
    }

    /// All tokens that the consumer ever got end with it.
    func delete(_ id: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_consumer", caller)
        try await kit.store.write { connection in
            _ = try found(id, connection)
            try connection.table(Consumer.self).delete(id)
            kit.announceRoleChange(connection)
        }
    }

    private func found(_ id: String, _ connection: Connection) throws -> Consumer {
        guard let consumer = try connection.table(Consumer.self).find(id) else {
            throw Fault.notFound("Consumer not found")
        }
        return consumer
    }
}
