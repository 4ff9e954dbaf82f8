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

    /// All projects below, in no particular order.
    func subtree(of projectID: String) throws -> [Project] {
        try all(
            Project.self,
            """
            WITH RECURSIVE below (id) AS (
                SELECT id FROM projects WHERE parent_id = $1
                UNION SELECT p.id FROM projects p JOIN below b ON p.parent_id = b.id)
            SELECT projects.* FROM projects JOIN below ON projects.id = below.id ORDER BY projects.id
            """,
            [.text(projectID)])
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
