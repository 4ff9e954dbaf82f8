import CloudCore
import CloudSQL

extension IdentityProvider: NamedRecord {
    static let table = "identity_providers"
    static let migration = Migration(
        60, "identity_providers",
        [
            """
            CREATE TABLE identity_providers (
                id TEXT PRIMARY KEY, domain_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
                enabled INTEGER NOT NULL, description TEXT, authorization_ttl BIGINT, remote_ids TEXT NOT NULL)
            """,
            "CREATE INDEX identity_providers_by_domain ON identity_providers (domain_id)",
            """
            CREATE TABLE identity_provider_remote_ids (
                remote_id TEXT PRIMARY KEY,
                idp_id TEXT NOT NULL REFERENCES identity_providers (id) ON DELETE CASCADE)
            """,
            "CREATE INDEX identity_provider_remote_ids_by_provider ON identity_provider_remote_ids (idp_id)",
        ])

    static func missing(_ id: String) -> Fault { .missing("Identity Provider", id) }
}

extension Connection {
    /// Makes the rows that remote ids are found by those of the provider; 409 when another has one of them.
    func replaceRemoteIDs(of provider: IdentityProvider) throws {
        try execute("DELETE FROM identity_provider_remote_ids WHERE idp_id = $1", [.text(provider.id)])
        for remoteID in provider.remoteIDs {
            let added = try execute(
                """
                INSERT INTO identity_provider_remote_ids (remote_id, idp_id) VALUES ($1, $2)
                ON CONFLICT (remote_id) DO NOTHING
                """, [.text(remoteID), .text(provider.id)])
            guard added == 1 else { throw Fault.taken("identity_provider", "Duplicate remote ID: \(remoteID)") }
        }
    }
}
