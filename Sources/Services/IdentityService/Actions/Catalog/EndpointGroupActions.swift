import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Endpoint groups: create, list, show, update, delete, and the endpoints in one.
struct EndpointGroupActions: ResourceActions {
    let kit: IdentityKit

    /// What a client may say of an endpoint group.
    struct Input: Sendable {
        var name: String?
        var description: String??
        var filters: [String: JSON]?
    }

    func create(_ input: Input, _ caller: Caller) async throws -> EndpointGroup {
        let group = EndpointGroup(
            id: kit.identifiers.hex(), name: input.name ?? "", description: input.description ?? nil,
            filters: input.filters ?? [:])
        return try await kit.create("identity:create_endpoint_group", group, caller) { _ in
            guard !group.filters.isEmpty else {
                throw Fault.badRequest("filters field is required and cannot be empty")
            }
            try check(input)
        }
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [EndpointGroup] {
        try await kit.list("identity:list_endpoint_groups", query, caller)
    }

    func show(_ id: String, _ caller: Caller) async throws -> EndpointGroup {
        try await kit.show("identity:get_endpoint_group", id, caller)
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> EndpointGroup {
        try await kit.update("identity:update_endpoint_group", id, caller) { group, _ in
            try check(input)
            group.name = input.name ?? group.name
            group.description = input.description ?? group.description
            group.filters = input.filters ?? group.filters
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.delete("identity:delete_endpoint_group", EndpointGroup.self, id, caller)
    }

    func endpoints(in id: String, _ caller: Caller) async throws -> [Endpoint] {
        try kit.policy.enforce("identity:list_endpoints_associated_with_endpoint_group", caller)
        return try await kit.store.read { connection in
            let group = try connection.require(EndpointGroup.self, id)
            return try connection.table(Endpoint.self).list().filter(group.contains)
        }
    }

    private func check(_ input: Input) throws {
        let names = EndpointGroup.filterNames
        guard (input.filters ?? [:]).keys.allSatisfy(names.contains) else {
            throw Fault.expecting(names.joined(separator: " or "), in: "endpoint_group")
        }
    }
}
