import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Mappings: create, list, show, update, delete.
struct MappingActions: Sendable {
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
        try kit.policy.enforce("identity:list_mappings", caller)
        return try await kit.store.read { try $0.table(AttributeMapping.self).list(query) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> AttributeMapping {
        try kit.policy.enforce("identity:get_mapping", caller)
        return try await kit.store.read { try Self.found(id, $0) }
    }

    func update(_ id: String, _ body: JSON, _ caller: Caller) async throws -> AttributeMapping {
        try kit.policy.enforce("identity:update_mapping", caller)
        let mapping = try MappingSchema.read(body, id: id)
        try await kit.store.write { connection in
            _ = try Self.found(id, connection)
            try connection.table(AttributeMapping.self).update(mapping)
        }
        return mapping
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_mapping", caller)
        try await kit.store.write { connection in
            _ = try Self.found(id, connection)
            try connection.table(AttributeMapping.self).delete(id)
        }
    }

    static func found(_ id: String, _ connection: Connection) throws -> AttributeMapping {
        guard let mapping = try connection.table(AttributeMapping.self).find(id) else {
            throw Fault.missing("mapping", id)
        }
        return mapping
    }
}
