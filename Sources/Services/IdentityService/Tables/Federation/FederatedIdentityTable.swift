import CloudCore
import CloudSQL

extension FederatedIdentity: Record {
    static let table = "federated_users"
    static let keyColumn = "key"
    /// Users from outside may share a name with others of their domain: only those of our own may not.
    static let migration = Migration(
        74, "federated_users",
        [
            """
            CREATE TABLE federated_users (
                key TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                idp_id TEXT NOT NULL, protocol_id TEXT NOT NULL, unique_id TEXT NOT NULL,
                FOREIGN KEY (idp_id, protocol_id) REFERENCES federation_protocols (idp_id, id) ON DELETE CASCADE)
            """,
            "CREATE UNIQUE INDEX federated_users_by_name ON federated_users (idp_id, protocol_id, unique_id)",
            "CREATE INDEX federated_users_by_user ON federated_users (user_id)",
            "CREATE INDEX federated_users_by_unique_id ON federated_users (unique_id)",
            "ALTER TABLE users ADD COLUMN shadow INTEGER NOT NULL DEFAULT 0",
            "DROP INDEX users_by_name",
            "CREATE UNIQUE INDEX users_by_name ON users (domain_id, name, directory) WHERE shadow = 0",
        ])
}

extension Connection {
    /// The identities of those users, in the order of their providers.
    func federatedIdentities(of userIDs: [String]) throws -> [String: [FederatedIdentity]] {
        guard !userIDs.isEmpty else { return [:] }
        let query = ListQuery(
            filters: [.init("user_id", userIDs.map { .string($0) })],
            order: [.init("idp_id"), .init("protocol_id"), .init("unique_id")])
        return Dictionary(grouping: try table(FederatedIdentity.self).list(query), by: \.userID)
    }

    func federatedIdentity(_ uniqueID: String, _ protocolID: String, of idpID: String) throws -> FederatedIdentity? {
        try first(
            FederatedIdentity.self,
            "SELECT * FROM federated_users WHERE idp_id = $1 AND protocol_id = $2 AND unique_id = $3",
            [.text(idpID), .text(protocolID), .text(uniqueID)])
    }
}

extension User {
    /// Limits a list of users to those whom identity providers know so; nil when nothing is asked.
    static func known(idpID: String?, protocolID: String?, uniqueID: String?) -> SQLCondition? {
        let asked = [("idp_id", idpID), ("protocol_id", protocolID), ("unique_id", uniqueID)]
            .compactMap { column, value in value.map { (column, $0) } }
        guard !asked.isEmpty else { return nil }
        let terms = asked.enumerated().map { "\($1.0) = $\($0 + 1)" }.joined(separator: " AND ")
        return SQLCondition(
            "users.id IN (SELECT user_id FROM federated_users WHERE \(terms))", asked.map { .text($0.1) })
    }
}
