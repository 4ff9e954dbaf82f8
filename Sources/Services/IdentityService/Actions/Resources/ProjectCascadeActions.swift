import CloudAuth
import CloudCore
import CloudSQL

/// A project with all that is below it: enabled, disabled or deleted in one transaction (Identity API v3.6, "Project
/// cascade").
struct ProjectCascadeActions: Sendable {
    let kit: IdentityKit

    /// - Parameter enabled: nil when something else was to be changed.
    func update(_ id: String, enabled: Bool?, _ caller: Caller) async throws -> Project {
        try await kit.store.write { connection in
            var project = try kit.require(Project.self, id, "identity:update_project", caller, connection)
            guard let enabled else { throw Fault.badRequest("Cascade update is only allowed for enabled attribute.") }
            guard !project.isDomain else {
                throw Fault.refused("cascade update of a project acting as a domain")
            }
            if enabled, try connection.parents(of: project).contains(where: { !$0.enabled }) {
                throw Fault.forbidden("Cannot enable project \(id) since it has disabled parents")
            }
            let subtree = try connection.subtree(of: id)
            for var member in [project] + subtree where member.enabled != enabled {
                try Immutability.check(member, "project", changing: nil, else: true)
                member.enabled = enabled
                try connection.table(Project.self).update(member)
                try kit.notify(.updated, .project, member.id, connection)
                if !enabled { try kit.revoke(connection, projectID: member.id) }
            }
            project.enabled = enabled
            return project
        }
    }

    /// Deletes the project and all below it, which must be disabled.
    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.store.write { connection in
            let project = try kit.require(Project.self, id, "identity:delete_project", caller, connection)
            guard !project.isDomain else {
                throw Fault.refused("cascade delete of a project acting as a domain")
            }
            let subtree = try connection.subtree(of: id)
            guard subtree.allSatisfy({ !$0.enabled }) else {
                throw Fault.forbidden("Cannot delete project \(id) since its subtree contains enabled projects.")
            }
            for member in [project] + subtree { try Immutability.check(member, deleting: "project") }
            let ids = Project.leavesFirst(subtree, below: id)
            try connection.remove(projects: ids)
            for id in ids {
                try kit.notify(.deleted, .project, id, connection)
                try kit.revoke(connection, projectID: id)
            }
        }
    }
}

extension Project {
    /// The ids of a subtree and of its root, each after all that is below it.
    static func leavesFirst(_ subtree: [Project], below root: String) -> [String] {
        let children = Dictionary(grouping: subtree) { $0.parentID ?? "" }
        func ids(_ id: String) -> [String] { (children[id] ?? []).flatMap { ids($0.id) } + [id] }
        return ids(root)
    }
}
