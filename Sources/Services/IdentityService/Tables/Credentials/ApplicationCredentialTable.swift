import CloudCore
import CloudSQL

extension ApplicationCredential: NamedRecord {
    static let table = "application_credentials"
    static let migration = Migration(
        13, "application_credentials",
        [
            """
            CREATE TABLE application_credentials (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                project_id TEXT NOT NULL, secret_hash TEXT NOT NULL, description TEXT, role_ids TEXT NOT NULL,
                unrestricted INTEGER NOT NULL, expires_at BIGINT, access_rules TEXT NOT NULL, extra TEXT NOT NULL)
            """,
            "CREATE UNIQUE INDEX application_credentials_by_name ON application_credentials (user_id, name)",
            "CREATE INDEX application_credentials_by_project ON application_credentials (project_id)",
        ])

    static func missing(_ id: String) -> Fault { .missing("Application Credential", id) }
}

extension Connection {
    /// Those of a user who is disabled: enabling does not bring them back.
    func deleteApplicationCredentials(ofUser id: String) throws {
        try execute("DELETE FROM application_credentials WHERE user_id = $1", [.text(id)])
    }

    /// Those of users in the projects where they have the role, asked for before it is gone.
    func deleteApplicationCredentials(ofRole id: String) throws {
        try execute(
            """
            DELETE FROM application_credentials WHERE EXISTS (
                SELECT 1 FROM assignments a WHERE a.role_id = $1 AND a.actor_kind = 'user'
                AND a.actor_id = application_credentials.user_id AND a.target_kind = 'project'
                AND a.target_id = application_credentials.project_id)
            """,
            [.text(id)])
    }

    /// Deletes what a user has for one project.
    func deleteApplicationCredentials(ofUser userID: String, project projectID: String) throws {
        try execute(
            "DELETE FROM application_credentials WHERE user_id = $1 AND project_id = $2",
            [.text(userID), .text(projectID)])
    }
}
