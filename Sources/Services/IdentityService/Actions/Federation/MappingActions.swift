import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Mappings: create, list, show, update, delete.
struct MappingActions: ResourceActions {
    let kit: IdentityKit

    func create(_ id: String, _ body: JSON, _ caller: Caller) async throws -> AttributeMapping {
        try kit.policy.enforce("identity:create_mapping", caller)
        try Fault.check(pathID: id)
        let mapping = try MappingSchema.read(body, id: id)
        try await kit.store.write(conflict: .taken("mapping", "Duplicate entry found with ID \(id)")) { connection in
            try connection.table(AttributeMapping.self).insert(mapping)
        }
        return mapping
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [AttributeMapping] {
        try await kit.list("identity:list_mappings", query, caller)
    }

    func show(_ id: String, _ caller: Caller) async throws -> AttributeMapping {
        try await kit.show("identity:get_mapping", id, caller)
    }

    func update(_ id: String, _ body: JSON, _ caller: Caller) async throws -> AttributeMapping {
        try await kit.update("identity:update_mapping", id, caller) { mapping, _ in
            mapping = try MappingSchema.read(body, id: id)
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.delete("identity:delete_mapping", AttributeMapping.self, id, caller)
    }
}
