import CloudAuth
import CloudCore
import CloudSQL

/// Which projects see which endpoints and endpoint groups: list, check, give, take.
struct EndpointFilterActions: Sendable {
    let kit: IdentityKit

    func check(_ kind: EndpointFilter, _ id: String, of projectID: String, _ caller: Caller) async throws {
        let rule = kind == .endpoint ? "check_endpoint_in_project" : "get_endpoint_group_in_project"
        try kit.policy.enforce("identity:\(rule)", caller)
        try await kit.store.read { connection in
            try requireBoth(kind, id, projectID, connection)
            guard try kind.isGiven(id, to: projectID, connection) else { throw Self.missing(kind, id, projectID) }
        }
    }

    func add(_ kind: EndpointFilter, _ id: String, to projectID: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:add_\(kind.rawValue)_to_project", caller)
        let conflict = Fault.taken("project_\(kind.rawValue)", "Duplicate entry")
        try await kit.store.write(conflict: conflict) { connection in
            try requireBoth(kind, id, projectID, connection)
            try kind.give(id, to: projectID, connection)
        }
    }

    func remove(_ kind: EndpointFilter, _ id: String, from projectID: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:remove_\(kind.rawValue)_from_project", caller)
        try await kit.store.write { connection in
            if kind == .group { try requireBoth(kind, id, projectID, connection) }
            guard try kind.take(id, from: projectID, connection) else { throw Self.missing(kind, id, projectID) }
        }
    }

    func projects(_ kind: EndpointFilter, having id: String, _ caller: Caller) async throws -> [Project] {
        let rule = kind == .endpoint ? "list_projects_for_endpoint" : "list_projects_associated_with_endpoint_group"
        try kit.policy.enforce("identity:\(rule)", caller)
        return try await kit.store.read { connection in
            try require(kind, id, connection)
            return try kind.projects(having: id, connection)
        }
    }

    /// What the project sees by itself and by its groups.
    func endpoints(of projectID: String, _ caller: Caller) async throws -> [Endpoint] {
        try kit.policy.enforce("identity:list_endpoints_for_project", caller)
        return try await kit.store.read { connection in
            try connection.require(Project.self, projectID)
            return try connection.endpoints(givenTo: projectID, among: connection.table(Endpoint.self).list())
        }
    }

    func groups(of projectID: String, _ caller: Caller) async throws -> [EndpointGroup] {
        try kit.policy.enforce("identity:list_endpoint_groups_for_project", caller)
        return try await kit.store.read { connection in
            try connection.require(Project.self, projectID)
            return try connection.endpointGroups(of: projectID)
        }
    }

    private func requireBoth(
        _ kind: EndpointFilter, _ id: String, _ projectID: String, _ connection: Connection
    ) throws {
        try require(kind, id, connection)
        try connection.require(Project.self, projectID)
    }

    private func require(_ kind: EndpointFilter, _ id: String, _ connection: Connection) throws {
        switch kind {
        case .endpoint: try connection.require(Endpoint.self, id)
        case .group: try connection.require(EndpointGroup.self, id)
        }
    }

    private static func missing(_ kind: EndpointFilter, _ id: String, _ projectID: String) -> Fault {
        .notFound(
            kind == .endpoint
                ? "Endpoint \(id) not found in project \(projectID)" : "Endpoint Group Project Association not found")
    }
}
