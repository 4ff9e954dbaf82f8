import CloudCore
import CloudSQL

extension Project: NamedRecord {
    static let table = "projects"
    static let migration = Migration(
        5, "projects",
        [
            """
            CREATE TABLE projects (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, domain_id TEXT, parent_id TEXT, is_domain INTEGER NOT NULL,
                enabled INTEGER NOT NULL, description TEXT NOT NULL, tags TEXT NOT NULL, options TEXT NOT NULL,
                extra TEXT NOT NULL)
            """,
            "CREATE UNIQUE INDEX domains_by_name ON projects (name) WHERE is_domain = 1",
            "CREATE UNIQUE INDEX projects_by_name ON projects (domain_id, name)",
            "CREATE INDEX projects_by_any_name ON projects (name)",
            "CREATE INDEX projects_by_parent ON projects (parent_id)",
            """
            CREATE TABLE project_tags (
                project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE, name TEXT NOT NULL,
                PRIMARY KEY (project_id, name))
            """,
            "CREATE INDEX project_tags_by_name ON project_tags (name)",
        ])

    static func missing(_ id: String) -> Fault { .missing("project", id) }
}

extension Connection {
    /// The projects above, nearest first; the domain is not among them.
    func parents(of project: Project) throws -> [Project] {
        var result: [Project] = []
        var next = project.parentID
        while let id = next, id != project.domainID, let parent = try table(Project.self).find(id), !parent.isDomain {
            result.append(parent)
            next = parent.parentID
        }
        return result
    }

    /// All projects below, in no particular order. Level by level: PostgreSQL cannot guess how few a recursion finds
    /// where most projects have the same parent, their domain, and would read the whole table.
    func subtree(of projectID: String) throws -> [Project] {
        var found: [Project] = []
        var level = [projectID]
        while !level.isEmpty {
            let below = try stride(from: 0, to: level.count, by: 512).flatMap { start in
                let parents = level[start..<min(start + 512, level.count)].map { ListQuery.Value.string($0) }
                return try table(Project.self).list(ListQuery(filters: [.init("parent_id", .isIn, parents)]))
            }
            found += below
            level = below.map(\.id)
        }
        return found
    }

    func project(name: String, domainID: String) throws -> Project? {
        try first(
            Project.self, "SELECT * FROM projects WHERE domain_id = $1 AND name = $2", [.text(domainID), .text(name)])
    }

    /// The domain of that id, or of that name.
    func domain(id: String? = nil, name: String? = nil) throws -> Project? {
        if let id { return try table(Project.self).find(id).flatMap { $0.isDomain ? $0 : nil } }
        guard let name else { return nil }
        return try first(Project.self, "SELECT * FROM projects WHERE is_domain = 1 AND name = $1", [.text(name)])
    }

    /// - Throws: `Fault` 404 when there is no domain of that id.
    @discardableResult
    func requireDomain(_ id: String) throws -> Project {
        guard let domain = try domain(id: id) else { throw Fault.missing("domain", id) }
        return domain
    }

    /// Makes the rows that tags are found by those of the project.
    func replaceTags(of project: Project) throws {
        try execute("DELETE FROM project_tags WHERE project_id = $1", [.text(project.id)])
        for tag in project.tags {
            try execute("INSERT INTO project_tags (project_id, name) VALUES ($1, $2)", [.text(project.id), .text(tag)])
        }
    }
}
