import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// The catalog's services: create, list, show, update, delete.
struct ServiceActions: ResourceActions {
    let kit: IdentityKit

    /// What a client may say of a service.
    struct Input: Sendable {
        var type: String?
        var name: String?
        var description: String?
        var enabled: Bool?
        var extra: [String: JSON]
    }

    func create(_ input: Input, _ caller: Caller) async throws -> Service {
        let service = Service(
            id: kit.identifiers.hex(), type: input.type ?? "", name: input.name ?? "",
            description: input.description ?? "", enabled: input.enabled ?? true, extra: input.extra)
        return try await kit.create("identity:create_service", service, caller)
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Service] {
        try await kit.list("identity:list_services", query, caller)
    }

    func show(_ id: String, _ caller: Caller) async throws -> Service {
        try await kit.show("identity:get_service", id, caller)
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Service {
        try await kit.update("identity:update_service", id, caller) { service, _ in
            service.type = input.type ?? service.type
            service.name = input.name ?? service.name
            service.description = input.description ?? service.description
            service.enabled = input.enabled ?? service.enabled
            service.extra.merge(input.extra) { $1 }
        }
    }

    /// Deletes the service and its endpoints.
    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.delete("identity:delete_service", Service.self, id, caller) { connection in
            guard try !connection.hasRegisteredLimits("service_id", [id]) else {
                throw Fault.forbidden("Unable to delete service \(id) because it has registered limits.")
            }
        }
    }
}
