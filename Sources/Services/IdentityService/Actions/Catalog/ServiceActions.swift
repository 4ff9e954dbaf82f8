import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// The catalog's services: create, list, show, update, delete.
struct ServiceActions: Sendable {
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
        try kit.policy.enforce("identity:create_service", caller)
        let service = Service(
            id: kit.identifiers.hex(), type: input.type ?? "", name: input.name ?? "",
            description: input.description ?? "",
            enabled: input.enabled ?? true, extra: input.extra)
        try await kit.store.write { try $0.table(Service.self).insert(service) }
        return service
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Service] {
        try kit.policy.enforce("identity:list_services", caller)
        return try await kit.store.read { try $0.table(Service.self).list(query) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Service {
        try kit.policy.enforce("identity:get_service", caller)
        return try await kit.store.read { try found(id, $0) }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Service {
        try kit.policy.enforce("identity:update_service", caller)
        return try await kit.store.write { connection in
            var service = try found(id, connection)
            service.type = input.type ?? service.type
            service.name = input.name ?? service.name
            service.description = input.description ?? service.description
            service.enabled = input.enabled ?? service.enabled
            service.extra.merge(input.extra) { $1 }
            try connection.table(Service.self).update(service)
            return service
        }
    }

    /// Deletes the service and its endpoints.
    func delete(_ id: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_service", caller)
        try await kit.store.write { connection in
            _ = try found(id, connection)
            guard try !connection.hasRegisteredLimits("service_id", [id]) else {
                throw Fault.forbidden("Unable to delete service \(id) because it has registered limits.")
            }
            try connection.table(Service.self).delete(id)
        }
    }

    private func found(_ id: String, _ connection: Connection) throws -> Service {
        guard let service = try connection.table(Service.self).find(id) else { throw Fault.missing("service", id) }
        return service
    }
}
