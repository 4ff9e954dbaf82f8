import CloudCore
import CloudSQL

/// Assertions that were taken, kept for as long as they could be shown again (SAML Profiles, 4.1.4.5).
enum SeenAssertions {
    static let migration = Migration(
        120, "saml_assertions",
        [
            "CREATE TABLE saml_assertions (id TEXT PRIMARY KEY, purge_at BIGINT NOT NULL)",
            "CREATE INDEX saml_assertions_by_purge ON saml_assertions (purge_at)",
        ])
}

extension Connection {
    /// False when the assertion was taken before, by whatever process. Forgets those that have ended.
    func takeAssertion(_ digest: String, until end: Timestamp) throws -> Bool {
        try execute("DELETE FROM saml_assertions WHERE purge_at < $1", [.timestamp(now)])
        return try execute(
            "INSERT INTO saml_assertions (id, purge_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
            [.text(digest), .timestamp(end)]) > 0
    }
}
