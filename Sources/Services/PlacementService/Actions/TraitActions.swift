import CloudAuth
import CloudCore
import CloudSQL

/// Traits: list, show, make and delete custom ones; and those of one provider.
struct TraitActions: Sendable {
    let database: Database
    let policy: Policy
    let forest: ForestCache

    /// What a list of traits is narrowed by.
    struct Filter: Sendable {
        var names: Set<String>?
        var prefix: String?
        /// Whether some provider has it.
        var associated: Bool?
    }

    /// A provider's traits, with the generation that it has with them.
    struct OfProvider: Sendable {
        var generation: Int64
        var traits: [String]
    }

    func list(_ filter: Filter, _ caller: Caller) async throws -> [Trait] {
        try policy.enforce("placement:traits:list", caller)
        return try await database.read { connection in
            var traits = try connection.table(Trait.self).list()
            if let names = filter.names { traits.removeAll { !names.contains($0.name) } }
            if let prefix = filter.prefix { traits.removeAll { !$0.name.hasPrefix(prefix) } }
            if let associated = filter.associated {
                let used = try ProviderTraits.used(connection)
                traits.removeAll { used.contains($0.name) != associated }
            }
            return traits
        }
    }

    func show(_ name: String, _ caller: Caller) async throws -> Trait {
        try policy.enforce("placement:traits:show", caller)
        return try await database.read { try Self.found(name, $0) }
    }

    /// Makes a custom trait unless it is there; says whether it did.
    func ensure(_ name: String, _ caller: Caller) async throws -> (trait: Trait, isNew: Bool) {
        try policy.enforce("placement:traits:update", caller)
        guard SymbolName.isCustom(name), name.utf8.count <= 255 else {
            throw Fault.badRequest(
                "The trait is invalid. A valid trait must be no longer than 255 characters, "
                    + "start with the prefix \"CUSTOM_\" "
                    + "and use following characters: \"A\"-\"Z\", \"0\"-\"9\" and \"_\"")
        }
        return try await database.write { connection in
            if let known = try connection.table(Trait.self).find(name) { return (known, false) }
            let trait = Trait(name: name, createdAt: connection.now)
            try connection.table(Trait.self).insert(trait)
            try ChangeLog.record([ChangeLog.catalog], connection)
            return (trait, true)
        }
    }

    func delete(_ name: String, _ caller: Caller) async throws {
        try policy.enforce("placement:traits:delete", caller)
        try await database.write { connection in
            _ = try Self.found(name, connection)
            guard name.hasPrefix("CUSTOM_") else { throw Fault.badRequest("Cannot delete standard trait \(name).") }
            guard try !ProviderTraits.isUsed(name, connection) else {
                throw Fault.conflict("The trait \(name) is in use by a resource provider.")
            }
            try connection.table(Trait.self).delete(name)
            try ChangeLog.record([ChangeLog.catalog], connection)
        }
    }

    func list(ofProvider uuid: String, _ caller: Caller) async throws -> OfProvider {
        try policy.enforce("placement:resource_providers:traits:list", caller)
        let state = try await forest.provider(
            uuid, missing: "No resource provider with uuid \(uuid) found: No resource provider with uuid \(uuid) found")
        return OfProvider(generation: state.provider.generation, traits: state.traits)
    }

    func set(_ traits: Set<String>, ofProvider uuid: String, generation: Int64, _ caller: Caller) async throws
        -> OfProvider
    {
        try policy.enforce("placement:resource_providers:traits:update", caller)
        return try await database.write { connection in
            let provider = try connection.provider(uuid)
            guard provider.generation == generation else {
                throw Fault.conflict(
                    "Resource provider's generation already changed. Please update the generation and try again.",
                    code: FaultCode.concurrentUpdate)
            }
            let valid = traits.filter(SymbolName.isValid)
            let known = Set(try connection.table(Trait.self).find(keys: Array(valid)).map(\.name))
            let unknown = traits.subtracting(known).sorted()
            guard unknown.isEmpty else { throw Fault.badRequest("No such trait \(unknown.joined(separator: ", "))") }
            return try Self.set(traits, of: provider, connection)
        }
    }

    func clear(provider uuid: String, _ caller: Caller) async throws {
        try policy.enforce("placement:resource_providers:traits:delete", caller)
        try await database.write { connection in
            _ = try Self.set([], of: connection.provider(uuid), connection)
        }
    }

    /// The generation moves on only when something changes.
    private static func set(_ traits: Set<String>, of provider: ResourceProvider, _ connection: Connection) throws
        -> OfProvider
    {
        var provider = provider
        if try ProviderTraits.names(of: provider.uuid, connection) != traits {
            try ProviderTraits.delete(of: provider.uuid, connection)
            for name in traits.sorted() { try ProviderTraits.insert(name, for: provider.uuid, connection) }
            try connection.advance(&provider)
            try ChangeLog.record([provider.uuid], connection)
        }
        return OfProvider(generation: provider.generation, traits: traits.sorted())
    }

    private static func found(_ name: String, _ connection: Connection) throws -> Trait {
        guard SymbolName.isValid(name), let trait = try connection.table(Trait.self).find(name) else {
            throw Fault.notFound("No such trait(s): \(name).")
        }
        return trait
    }
}
