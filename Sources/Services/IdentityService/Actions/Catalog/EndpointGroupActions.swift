import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Endpoint groups: create, list, show, update, delete, and the endpoints in one.
struct EndpointGroupActions: Sendable {
    let kit: IdentityKit

    /// What a client may say of an endpoint group.
    struct Input: Sendable {
        var name: String?
        var description: String??
        var filters: [String: JSON]?
    }

    func create(_ input: Input, _ caller: Caller) async throws -> EndpointGroup {
        try kit.policy.enforce("identity:create_endpoint_group", caller)
        guard input.filters?.isEmpty == false else {
            throw Fault.badRequest("filters field is required and cannot be empty")
        }
        try check(input)
        let group = EndpointGroup(
            id: kit.identifiers.hex(), name: input.name ?? "", description: input.description ?? nil,
            filters: input.filters ?? [:])
        try await kit.store.write { try $0.table(EndpointGroup.self).insert(group) }
        return group
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [EndpointGroup] {
        try kit.policy.enforce("identity:list_endpoint_groups", caller)
        return try await kit.store.read { try $0.table(EndpointGroup.self).list(query) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> EndpointGroup {
        try kit.policy.enforce("identity:get_endpoint_group", caller)
        return try await kit.store.read { try Self.found(id, $0) }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> EndpointGroup {
        try kit.policy.enforce("identity:update_endpoint_group", caller)
        try check(input)
        return try await kit.store.write { connection in
            var group = try Self.found(id, connection)
            group.name = input.name ?? group.name
            group.description = input.description ?? group.description
            group.filters = input.filters ?? group.filters
            try connection.table(EndpointGroup.self).update(group)
            return group
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_endpoint_group", caller)
        try await kit.store.write { connection in
            _ = try Self.found(id, connection)
            try connection.table(EndpointGroup.self).delete(id)
        }
    }

    func endpoints(in id: String, _ caller: Caller) async throws -> [Endpoint] {
        try kit.policy.enforce("identity:list_endpoints_associated_with_endpoint_group", caller)
        return try await kit.store.read { connection in
            let group = try Self.found(id, connection)
            return try connection.table(Endpoint.self).list().filter(group.contains)
        }
    }

    static func found(_ id: String, _ connection: Connection) throws -> EndpointGroup {
        guard let group = try connection.table(EndpointGroup.self).find(id) else {
            throw Fault.missing("Endpoint Group", id)
        }
        return group
    }

    private func check(_ input: Input) throws {
        let names = EndpointGroup.filterNames
        guard (input.filters ?? [:]).keys.allSatisfy(names.contains) else {
            throw Fault.expecting(names.joined(separator: " or "), in: "endpoint_group")
        }
    }
}
