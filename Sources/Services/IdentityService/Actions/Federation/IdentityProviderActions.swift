import CloudAuth
import CloudCore
import CloudSQL

/// Identity providers: create, list, show, update, delete.
struct IdentityProviderActions: ResourceActions {
    let kit: IdentityKit

    /// What a client may say of a provider.
    struct Input: Sendable {
        var domainID: String?
        var enabled: Bool?
        var description: String??
        var authorizationTTL: Int64??
        var remoteIDs: [String]?
    }

    /// Makes a domain for the provider's users where none is named.
    func create(_ id: String, _ input: Input, _ caller: Caller) async throws -> IdentityProvider {
        try kit.policy.enforce("identity:create_identity_provider", caller)
        try Fault.check(pathID: id)
        let conflict = Fault.taken("identity_provider", "Duplicate entry found with ID \(id)")
        let fresh = kit.identifiers.hex()
        return try await kit.store.write(conflict: conflict) { connection in
            guard try connection.table(IdentityProvider.self).find(id) == nil else { throw conflict }
            if let domain = input.domainID {
                try connection.requireDomain(domain)
            } else {
                try connection.table(Project.self).insert(
                    Project(
                        id: fresh, name: fresh, domainID: nil, parentID: nil, isDomain: true, enabled: true,
                        description: "Auto generated federated domain for Identity Provider: \(id)", tags: [],
                        options: [:], extra: [:]))
                try kit.notify(.created, .domain, fresh, connection)
            }
            let provider = IdentityProvider(
                id: id, domainID: input.domainID ?? fresh, enabled: input.enabled ?? false,
                description: input.description ?? nil, authorizationTTL: input.authorizationTTL ?? nil,
                remoteIDs: input.remoteIDs ?? [])
            try connection.table(IdentityProvider.self).insert(provider)
            try connection.replaceRemoteIDs(of: provider)
            return provider
        }
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [IdentityProvider] {
        try await kit.list("identity:list_identity_providers", query, caller)
    }

    func show(_ id: String, _ caller: Caller) async throws -> IdentityProvider {
        try await kit.show("identity:get_identity_provider", id, caller)
    }

    /// A provider that is disabled takes its users' tokens with it.
    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> IdentityProvider {
        try await kit.update("identity:update_identity_provider", id, caller) { provider, connection in
            let wasEnabled = provider.enabled
            provider.enabled = input.enabled ?? provider.enabled
            if let description = input.description { provider.description = description }
            if let ttl = input.authorizationTTL { provider.authorizationTTL = ttl }
            provider.remoteIDs = input.remoteIDs ?? provider.remoteIDs
            try connection.replaceRemoteIDs(of: provider)
            if wasEnabled && !provider.enabled { kit.announceRoleChange(connection) }
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.delete(
            "identity:delete_identity_provider", IdentityProvider.self, id, caller, also: kit.announceRoleChange)
    }
}
