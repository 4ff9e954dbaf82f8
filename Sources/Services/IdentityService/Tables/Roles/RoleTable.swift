import CloudCore
import CloudSQL

extension Role: NamedRecord {
    static let table = "roles"
    static let migration = Migration(
        8, "roles",
        [
            """
            CREATE TABLE roles (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, domain_id TEXT, description TEXT, options TEXT NOT NULL,
                extra TEXT NOT NULL)
            """,
            "CREATE UNIQUE INDEX roles_by_name ON roles (name) WHERE domain_id IS NULL",
            "CREATE UNIQUE INDEX roles_of_domains_by_name ON roles (domain_id, name)",
            """
            CREATE TABLE implied_roles (
                prior_role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
                implied_role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
                PRIMARY KEY (prior_role_id, implied_role_id))
            """,
            "CREATE INDEX implied_roles_by_implied ON implied_roles (implied_role_id)",
        ])

    static func missing(_ id: String) -> Fault { .missing("role", id) }
}

extension Connection {
    /// A role of the whole cloud by its name.
    func role(name: String) throws -> Role? {
        try first(Role.self, "SELECT * FROM roles WHERE domain_id IS NULL AND name = $1", [.text(name)])
    }

    func roleBook() throws -> RoleBook {
        RoleBook(roles: try table(Role.self).list(), implications: try implications())
    }

    func implications() throws -> [RoleImplication] {
        try all(
            RoleImplication.self,
            "SELECT prior_role_id, implied_role_id FROM implied_roles ORDER BY prior_role_id, implied_role_id")
    }

    func insert(_ implication: RoleImplication) throws {
        try execute(
            """
            INSERT INTO implied_roles (prior_role_id, implied_role_id) VALUES ($1, $2)
            ON CONFLICT (prior_role_id, implied_role_id) DO NOTHING
            """,
            [.text(implication.priorRoleID), .text(implication.impliedRoleID)])
    }

    /// False when there was none.
    func delete(_ implication: RoleImplication) throws -> Bool {
        try execute(
            "DELETE FROM implied_roles WHERE prior_role_id = $1 AND implied_role_id = $2",
            [.text(implication.priorRoleID), .text(implication.impliedRoleID)]) > 0
    }
}
