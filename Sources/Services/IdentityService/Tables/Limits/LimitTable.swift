import CloudCore
import CloudSQL

extension Limit: NamedRecord {
    static let table = "limits"
    static let migration = Migration(
        81, "limits",
        [
            """
            CREATE TABLE limits (
                id TEXT PRIMARY KEY, project_id TEXT REFERENCES projects (id) ON DELETE CASCADE,
                domain_id TEXT REFERENCES projects (id) ON DELETE CASCADE,
                registered_limit_id TEXT NOT NULL REFERENCES registered_limits (id), service_id TEXT NOT NULL,
                region_id TEXT, resource_name TEXT NOT NULL, resource_limit BIGINT NOT NULL, description TEXT)
            """,
            """
            CREATE UNIQUE INDEX limits_by_registered_limit
                ON limits (registered_limit_id, COALESCE(project_id, ''), COALESCE(domain_id, ''))
            """,
            // Where two serve a list, SQLite takes the one that was made last: the most selective.
            "CREATE INDEX limits_by_region ON limits (region_id, id)",
            "CREATE INDEX limits_by_service ON limits (service_id, id)",
            "CREATE INDEX limits_by_resource ON limits (resource_name, id)",
            "CREATE INDEX limits_by_domain ON limits (domain_id, id)",
            "CREATE INDEX limits_by_project ON limits (project_id, id)",
        ])

    /// Those of a domain, and of its projects.
    static func within(domain id: String) -> SQLCondition {
        SQLCondition(
            "domain_id = $1 OR project_id IN (SELECT id FROM projects WHERE domain_id = $1)", [.text(id)])
    }

    static func missing(_ id: String) -> Fault { .notFound("Could not find limit for \(id).") }
}

extension Connection {
    /// The domain's own limit, or else the registered one.
    func limit(ofDomain id: String, _ registered: RegisteredLimit) throws -> Int {
        let own = try table(Limit.self).first(
            where: [.equal("registered_limit_id", registered.id), .equal("domain_id", id)])
        return own?.resourceLimit ?? registered.defaultLimit
    }

    /// Whether a project of the domain has a limit that is more than `amount`.
    func hasLimit(over amount: Int, inDomain id: String, _ registered: RegisteredLimit) throws -> Bool {
        guard amount >= 0 else { return false }
        return try scalar(
            """
            SELECT 1 FROM limits JOIN projects ON projects.id = limits.project_id
            WHERE limits.registered_limit_id = $1 AND projects.domain_id = $2
            AND (limits.resource_limit > $3 OR limits.resource_limit < 0) LIMIT 1
            """,
            [.text(registered.id), .text(id), SQLValue(amount)]) != nil
    }

    /// Ids of projects that stand below a project that is no domain.
    func projectsBelowProjects() throws -> [String] {
        try all(
            String.self,
            """
            SELECT p.id FROM projects p JOIN projects above ON above.id = p.parent_id WHERE above.is_domain = 0
            ORDER BY p.id LIMIT 100
            """)
    }
}
