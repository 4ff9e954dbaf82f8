import CloudCore
import CloudSQL

/// Memberships that identity providers vouch for, each until a moment.
enum ExpiringMembership {
    static let migration = Migration(
        65, "expiring_memberships",
        [
            """
            CREATE TABLE expiring_memberships (
                user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                group_id TEXT NOT NULL REFERENCES user_groups (id) ON DELETE CASCADE,
                idp_id TEXT NOT NULL REFERENCES identity_providers (id) ON DELETE CASCADE,
                expires_at BIGINT NOT NULL, PRIMARY KEY (user_id, group_id, idp_id))
            """,
            "CREATE INDEX expiring_memberships_by_group ON expiring_memberships (group_id)",
            "CREATE INDEX expiring_memberships_by_provider ON expiring_memberships (idp_id)",
        ])
}

extension Connection {
    /// Renews the user's memberships by that provider's word, and forgets those that have ended.
    func renewMemberships(of userID: String, in groupIDs: [String], by idpID: String, until end: Timestamp) throws {
        try execute(
            "DELETE FROM expiring_memberships WHERE user_id = $1 AND expires_at <= $2",
            [.text(userID), .timestamp(now)])
        for groupID in groupIDs {
            try execute(
                """
                INSERT INTO expiring_memberships (user_id, group_id, idp_id, expires_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (user_id, group_id, idp_id) DO UPDATE SET expires_at = excluded.expires_at
                """,
                [.text(userID), .text(groupID), .text(idpID), .timestamp(end)])
        }
    }

    /// The groups that the user is in for a while, each with its last moment.
    func expiringMemberships(of userID: String) throws -> [String: Timestamp] {
        var ends: [String: Timestamp] = [:]
        for row in try query(
            "SELECT group_id, expires_at FROM expiring_memberships WHERE user_id = $1 AND expires_at > $2",
            [.text(userID), .timestamp(now)])
        {
            let end = Timestamp(microseconds: try row.values[1].number())
            let group = try row.values[0].string()
            ends[group] = max(end, ends[group] ?? end)
        }
        return ends
    }
}
