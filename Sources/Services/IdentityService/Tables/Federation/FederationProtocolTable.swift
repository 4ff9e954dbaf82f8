import CloudCore
import CloudSQL

extension FederationProtocol: Record {
    static let table = "federation_protocols"
    static let keyColumn = "key"
    static let migration = Migration(
        61, "federation_protocols",
        [
            """
            CREATE TABLE federation_protocols (
                key TEXT PRIMARY KEY, idp_id TEXT NOT NULL REFERENCES identity_providers (id) ON DELETE CASCADE,
                id TEXT NOT NULL, mapping_id TEXT NOT NULL, remote_id_attribute TEXT)
            """,
            "CREATE UNIQUE INDEX federation_protocols_by_provider ON federation_protocols (idp_id, id)",
            "CREATE INDEX federation_protocols_by_id ON federation_protocols (id)",
        ])
}

extension Connection {
    func federationProtocol(_ id: String, of idpID: String) throws -> FederationProtocol? {
        try first(
            FederationProtocol.self, "SELECT * FROM federation_protocols WHERE idp_id = $1 AND id = $2",
            [.text(idpID), .text(id)])
    }

    /// - Throws: `Fault` 404 when the provider has no protocol of that id.
    func requireProtocol(_ id: String, of idpID: String) throws -> FederationProtocol {
        guard let known = try federationProtocol(id, of: idpID) else { throw Fault.missingProtocol(id, of: idpID) }
        return known
    }

    /// Whether tokens of that session still hold: its provider is there and enabled, with its protocol.
    func holds(_ session: FederatedSession) throws -> Bool {
        try scalar(
            """
            SELECT 1 FROM identity_providers i JOIN federation_protocols p ON p.idp_id = i.id
            WHERE i.id = $1 AND i.enabled = 1 AND p.id = $2
            """,
            [.text(session.idpID), .text(session.protocolID)]) != nil
    }
}
