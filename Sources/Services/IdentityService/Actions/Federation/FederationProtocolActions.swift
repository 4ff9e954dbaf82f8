import CloudAuth
import CloudCore
import CloudSQL

/// The protocols of identity providers: create, list, show, update, delete.
struct FederationProtocolActions: Sendable {
    let kit: IdentityKit

    /// What a client may say of a protocol.
    struct Input: Sendable {
        var mappingID: String
        var remoteIDAttribute: String??
    }

    func create(_ id: String, of idpID: String, _ input: Input, _ caller: Caller) async throws -> FederationProtocol {
        try kit.policy.enforce("identity:create_protocol", caller)
        try Fault.check(pathID: id)
        let conflict = Fault.taken("federation_protocol", "Duplicate entry found with ID \(id)")
        let made = FederationProtocol(
            key: kit.identifiers.hex(), idpID: idpID, id: id, mappingID: input.mappingID,
            remoteIDAttribute: input.remoteIDAttribute ?? nil)
        try await kit.store.write(conflict: conflict) { connection in
            try connection.require(IdentityProvider.self, idpID)
            try requireMapping(input.mappingID, connection)
            try connection.table(FederationProtocol.self).insert(made)
        }
        return made
    }

    func list(of idpID: String, _ query: ListQuery, _ caller: Caller) async throws -> [FederationProtocol] {
        try kit.policy.enforce("identity:list_protocols", caller)
        return try await kit.store.read { connection in
            try connection.require(IdentityProvider.self, idpID)
            return try connection.table(FederationProtocol.self).list(query.with("idp_id", .string(idpID)))
        }
    }

    func show(_ id: String, of idpID: String, _ caller: Caller) async throws -> FederationProtocol {
        try kit.policy.enforce("identity:get_protocol", caller)
        return try await kit.store.read { try $0.requireProtocol(id, of: idpID) }
    }

    func update(_ id: String, of idpID: String, _ input: Input, _ caller: Caller) async throws -> FederationProtocol {
        try kit.policy.enforce("identity:update_protocol", caller)
        return try await kit.store.write { connection in
            var found = try connection.requireProtocol(id, of: idpID)
            try requireMapping(input.mappingID, connection)
            found.mappingID = input.mappingID
            if let attribute = input.remoteIDAttribute { found.remoteIDAttribute = attribute }
            try connection.table(FederationProtocol.self).update(found)
            return found
        }
    }

    func delete(_ id: String, of idpID: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_protocol", caller)
        try await kit.store.write { connection in
            try connection.table(FederationProtocol.self).delete(connection.requireProtocol(id, of: idpID).key)
            kit.announceRoleChange(connection)
        }
    }

    private func requireMapping(_ id: String, _ connection: Connection) throws {
        guard try connection.table(AttributeMapping.self).find(id) != nil else {
            throw Fault.badRequest("Invalid mapping id: \(id)")
        }
    }
}
