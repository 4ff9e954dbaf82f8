import CloudAuth
import CloudCore
import CloudSQL

/// Service providers: create, list, show, update, delete.
struct ServiceProviderActions: ResourceActions {
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
        try await kit.list("identity:list_service_providers", query, caller)
    }

    func show(_ id: String, _ caller: Caller) async throws -> ServiceProvider {
        try await kit.show("identity:get_service_provider", id, caller)
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> ServiceProvider {
        try await kit.update("identity:update_service_provider", id, caller) { provider, _ in
            provider.authURL = input.authURL ?? provider.authURL
            provider.spURL = input.spURL ?? provider.spURL
            provider.enabled = input.enabled ?? provider.enabled
            if let description = input.description { provider.description = description }
            provider.relayStatePrefix = input.relayStatePrefix ?? provider.relayStatePrefix
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.delete("identity:delete_service_provider", ServiceProvider.self, id, caller)
    }
}
