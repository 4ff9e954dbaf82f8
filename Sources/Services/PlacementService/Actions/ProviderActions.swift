import CloudAuth
import CloudCore
import CloudSQL

/// Resource providers: create, list, show, update, delete.
struct ProviderActions: Sendable {
    let database: Database
    let policy: Policy
    let forest: ForestCache
    let identifiers: IdentifierSource

    /// What a client says of a provider.
    struct Input: Sendable {
        var name: String
        var uuid: String?
        /// Present and nil: no parent.
        var parent: String??
    }

    func create(_ input: Input, _ caller: Caller) async throws -> ResourceProvider {
        try policy.enforce("placement:resource_providers:create", caller)
        let uuid = input.uuid ?? identifiers.uuid()
        @Sendable func impossible(_ reason: String) -> Fault {
            .badRequest(
                "Unable to create resource provider \"\(input.name)\", \(uuid): "
                    + "Object action create failed because: \(reason)",
                code: FaultCode.undefined)
        }
        guard !input.name.isEmpty else { throw impossible("name is required") }
        let parent = input.parent ?? nil
        guard parent != uuid else {
            throw impossible(
                "parent provider UUID cannot be same as UUID. "
                    + "Please set parent provider UUID to None if there is no parent."
            )
        }
        return try await database.write { connection in
            let table = try connection.table(ResourceProvider.self)
            var duplicates: [String] = []
            if try table.find(uuid) != nil { duplicates.append("uuid: \(uuid)") }
            if try table.exists(where: [.init("name", .isIn, [.string(input.name)])]) {
                duplicates.append("name: \(input.name)")
            }
            guard duplicates.isEmpty else {
                throw Fault.conflict(
                    "Conflicting resource provider \(duplicates.joined(separator: ", ")) already exists.",
                    code: FaultCode.duplicateName)
            }
            var root = uuid
            if let parent {
                guard let above = try table.find(parent) else {
                    throw impossible("parent provider UUID does not exist.")
                }
                root = above.rootProviderUUID
            }
            let provider = ResourceProvider(
                uuid: uuid, name: input.name, parentProviderUUID: parent, rootProviderUUID: root, generation: 0,
                createdAt: connection.now, updatedAt: connection.now)
            try table.insert(provider)
            try ChangeLog.record([uuid], connection)
            return provider
        }
    }

    func list(_ filter: ProviderFilter, _ caller: Caller) async throws -> [ResourceProvider] {
        try policy.enforce("placement:resource_providers:list", caller)
        let forest = try await forest.current()
        if let unknown = filter.resources.map(\.name).first(where: { !forest.resourceClasses.contains($0) }) {
            throw Fault.badRequest("Invalid resource class in resources parameter: No such resource class \(unknown).")
        }
        let traits = filter.requiredTraits.reduce(into: filter.forbiddenTraits) { $0.formUnion($1) }
        let unknown = traits.subtracting(forest.traits).sorted()
        guard unknown.isEmpty else {
            throw Fault.badRequest(
                "Invalid trait(s) in \"required\" parameter: No such trait(s): \(unknown.joined(separator: ", ")).")
        }
        var root: String?
        if let inTree = filter.inTree {
            guard let found = forest[inTree] else { return [] }
            root = found.root
        }
        return forest.all.filter { filter.accepts($0, root: root) }.map(\.provider)
    }

    func show(_ uuid: String, _ caller: Caller) async throws -> ResourceProvider {
        try policy.enforce("placement:resource_providers:show", caller)
        return try await forest.provider(uuid).provider
    }

    /// - Parameter mayMove: whether a provider that has a parent may get another or none (from microversion 1.37).
    func update(_ uuid: String, _ input: Input, mayMove: Bool, _ caller: Caller) async throws -> ResourceProvider {
        try policy.enforce("placement:resource_providers:update", caller)
        return try await database.write { connection in
            let table = try connection.table(ResourceProvider.self)
            var provider = try connection.provider(uuid)
            let namesakes = try table.list(.init(filters: [.init("name", .isIn, [.string(input.name)])]))
            guard namesakes.allSatisfy({ $0.uuid == uuid }) else {
                throw Fault.conflict(
                    "Conflicting resource provider \(input.name) already exists.", code: FaultCode.duplicateName)
            }
            provider.name = input.name
            provider.updatedAt = connection.now
            var changed = [uuid]
            let parent = input.parent ?? provider.parentProviderUUID
            if parent != provider.parentProviderUUID {
                changed = try connection.subtree(of: uuid)
                try place(&provider, below: parent, subtree: changed, mayMove: mayMove, connection)
            }
            try connection.place(provider)
            for child in changed.dropFirst() { try connection.place(child, inTreeOf: provider.rootProviderUUID) }
            try ChangeLog.record(changed, connection)
            return provider
        }
    }

    private func place(
        _ provider: inout ResourceProvider, below parent: String?, subtree: [String], mayMove: Bool,
        _ connection: Connection
    ) throws {
        let uuid = provider.uuid
        func impossible(_ action: String, _ reason: String) -> Fault {
            .badRequest("Unable to save resource provider \(uuid): Object action \(action) failed because: \(reason)")
        }
        guard let parent else {
            guard mayMove else { throw impossible("update", "un-parenting a provider is not currently allowed.") }
            provider.parentProviderUUID = nil
            provider.rootProviderUUID = uuid
            return
        }
        guard let above = try connection.table(ResourceProvider.self).find(parent) else {
            throw impossible("create", "parent provider UUID does not exist.")
        }
        guard provider.parentProviderUUID == nil || mayMove else {
            throw impossible("update", "re-parenting a provider is not currently allowed.")
        }
        guard !subtree.contains(parent) else {
            throw impossible("update", "creating loop in the provider tree is not allowed.")
        }
        provider.parentProviderUUID = parent
        provider.rootProviderUUID = above.rootProviderUUID
    }

    func delete(_ uuid: String, _ caller: Caller) async throws {
        try policy.enforce("placement:resource_providers:delete", caller)
        try await database.write { connection in
            let table = try connection.table(ResourceProvider.self)
            _ = try connection.provider(uuid, missing: "No resource provider with uuid \(uuid) found for delete")
            guard try !table.exists(where: [.init("parent_provider_uuid", .isIn, [.string(uuid)])]) else {
                throw Fault.conflict(
                    "Unable to delete parent resource provider \(uuid): It has child resource providers.",
                    code: FaultCode.providerHasChildren)
            }
            let ofProvider = ListQuery.Filter("resource_provider_uuid", .isIn, [.string(uuid)])
            guard try !connection.table(Allocation.self).exists(where: [ofProvider]) else {
                throw Fault.conflict(
                    "Unable to delete resource provider \(uuid): Resource provider has allocations.",
                    code: FaultCode.providerInUse)
            }
            try connection.table(Inventory.self).delete(where: [ofProvider])
            try ProviderTraits.delete(of: uuid, connection)
            try ProviderAggregates.delete(of: uuid, connection)
            try table.delete(uuid)
            try ChangeLog.record([uuid], connection)
        }
    }
}
