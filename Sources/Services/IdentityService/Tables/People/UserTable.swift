import CloudCore
import CloudSQL

extension User: NamedRecord {
    static let table = "users"
    static let migration = Migration(
        6, "users",
        [
            """
            CREATE TABLE users (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, domain_id TEXT NOT NULL, enabled INTEGER NOT NULL,
                default_project_id TEXT, password_hash TEXT, password_changed_at BIGINT, password_expires_at BIGINT,
                options TEXT NOT NULL, extra TEXT NOT NULL)
            """,
            "CREATE UNIQUE INDEX users_by_name ON users (domain_id, name)",
            "CREATE INDEX users_by_any_name ON users (name)",
            "CREATE INDEX users_by_default_project ON users (default_project_id)",
        ])

    static func missing(_ id: String) -> Fault { .missing("user", id) }
}

extension Connection {
    /// Of identity's own: those of a directory are found by `Directories`, and nobody finds users from outside by name.
    func user(name: String, domainID: String) throws -> User? {
        try first(
            User.self,
            "SELECT * FROM users WHERE domain_id = $1 AND name = $2 AND directory = '' AND shadow = 0",
            [.text(domainID), .text(name)])
    }
}
