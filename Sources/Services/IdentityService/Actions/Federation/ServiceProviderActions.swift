import CloudAuth
import CloudCore
import CloudSQL

/// Service providers: create, list, show, update, delete.
struct ServiceProviderActions: Sendable {
    let kit: IdentityKit

    /// What a client may say of a service provider.
    struct Input: Sendable {
        var authURL: String?
        var spURL: String?
        var enabled: Bool?
        var description: String??
        var relayStatePrefix: String?
    }

    func create(_ id: String, _ input: Input, _ caller: Caller) async throws -> ServiceProvider {
        try kit.policy.enforce("identity:create_service_provider", caller)
        try Fault.check(pathID: id)
        let provider = ServiceProvider(
            id: id, authURL: input.authURL ?? "", spURL: input.spURL ?? "", enabled: input.enabled ?? false,
            description: input.description ?? nil, relayStatePrefix: input.relayStatePrefix ?? "ss:mem:")
        let conflict = Fault.taken("service_provider", "Duplicate entry found with ID \(id)")
        try await kit.store.write(conflict: conflict) { try $0.table(ServiceProvider.self).insert(provider) }
        return provider
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [ServiceProvider] {
        try kit.policy.enforce("identity:list_service_providers", caller)
        return try await kit.store.read { try $0.table(ServiceProvider.self).list(query) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> ServiceProvider {
        try kit.policy.enforce("identity:get_service_provider", caller)
        return try await kit.store.read { try found(id, $0) }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> ServiceProvider {
        try kit.policy.enforce("identity:update_service_provider", caller)
        return try await kit.store.write { connection in
            var provider = try found(id, connection)
            provider.authURL = input.authURL ?? provider.authURL
            provider.spURL = input.spURL ?? provider.spURL
            provider.enabled = input.enabled ?? provider.enabled
            if let description = input.description { provider.description = description }
            provider.relayStatePrefix = input.relayStatePrefix ?? provider.relayStatePrefix
            try connection.table(ServiceProvider.self).update(provider)
            return provider
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_service_provider", caller)
        try await kit.store.write { connection in
            _ = try found(id, connection)
            try connection.table(ServiceProvider.self).delete(id)
        }
    }

    private func found(_ id: String, _ connection: Connection) throws -> ServiceProvider {
        guard let provider = try connection.table(ServiceProvider.self).find(id) else {
            throw Fault.missing("Service Provider", id)
        }
        return provider
    }
}
