import CloudAuth
import CloudCore
import CloudSQL

/// A project's tags: list, replace, add, remove.
struct ProjectTagActions: Sendable {
    let kit: IdentityKit

    func list(_ projectID: String, _ caller: Caller) async throws -> [String] {
        try await kit.store.read {
            try kit.require(Project.self, projectID, "identity:list_project_tags", caller, $0).tags
        }
    }

    func check(_ tag: String, of projectID: String, _ caller: Caller) async throws {
        let project = try await kit.store.read {
            try kit.require(Project.self, projectID, "identity:get_project_tag", caller, $0)
        }
        guard project.tags.contains(tag) else { throw Fault.missing("project tag", tag) }
    }

    func replace(_ tags: [String], of projectID: String, _ caller: Caller) async throws -> [String] {
        try await change(projectID, "update_project_tags", caller) { $0 = tags }
    }

    func add(_ tag: String, to projectID: String, _ caller: Caller) async throws {
        guard ProjectTag.isValid(tag) else {
            throw Fault.invalid("tag_name", "'\(tag)' does not match '^[^,/]*$'")
        }
        _ = try await change(projectID, "create_project_tag", caller, adds: tag) { tags in
            if !tags.contains(tag) { tags.append(tag) }
            guard tags.count <= ProjectTag.maximum else {
                throw Fault.invalid("tags", "\(tags.count) tags are too long")
            }
        }
    }

    func remove(_ tag: String, from projectID: String, _ caller: Caller) async throws {
        _ = try await change(projectID, "delete_project_tag", caller, removes: tag) { tags in
            guard tags.contains(tag) else { throw Fault.missing("project tag", tag) }
            tags.removeAll { $0 == tag }
        }
    }

    func removeAll(_ projectID: String, _ caller: Caller) async throws {
        _ = try await change(projectID, "delete_project_tags", caller) { $0 = [] }
    }

    private func change(
        _ id: String, _ rule: String, _ caller: Caller, adds added: String? = nil, removes removed: String? = nil,
        _ edit: @escaping @Sendable (inout [String]) throws -> Void
    ) async throws -> [String] {
        try await kit.store.write { connection in
            var project = try kit.require(Project.self, id, "identity:\(rule)", caller, connection)
            guard !project.isImmutable else {
                throw Fault.forbidden(
                    "Cannot \(rule.prefix { $0 != "_" }) project tags for \(id), project is immutable. "
                        + "Set \"immutable\" option to false before creating project tags.")
            }
            try edit(&project.tags)
            try connection.table(Project.self).update(project)
            try connection.replaceTags(of: project)
            try kit.notify(.updated, .project, id, connection)
            if let added { try kit.notify(.created, .projectTag, added, connection) }
            if let removed { try kit.notify(.deleted, .projectTag, removed, connection) }
            return project.tags
        }
    }
}
