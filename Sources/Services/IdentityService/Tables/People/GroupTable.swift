import CloudCore
import CloudSQL

extension Group: NamedRecord {
    static let table = "user_groups"
    static let migration = Migration(
        7, "groups",
        [
            """
            CREATE TABLE user_groups (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, domain_id TEXT NOT NULL, description TEXT NOT NULL,
                extra TEXT NOT NULL)
            """,
            "CREATE UNIQUE INDEX groups_by_name ON user_groups (domain_id, name)",
            "CREATE INDEX groups_by_any_name ON user_groups (name)",
            """
            CREATE TABLE memberships (
                group_id TEXT NOT NULL REFERENCES user_groups (id) ON DELETE CASCADE,
                user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, PRIMARY KEY (group_id, user_id))
            """,
            "CREATE INDEX memberships_by_user ON memberships (user_id)",
        ])

    /// Limits a list of groups to those of a user, for good or for a while yet.
    static func having(user id: String, now: Timestamp) -> SQLCondition {
        SQLCondition(
            """
            user_groups.id IN (SELECT group_id FROM memberships WHERE user_id = $1
            UNION SELECT group_id FROM expiring_memberships WHERE user_id = $1 AND expires_at > $2)
            """,
            [.text(id), .timestamp(now)])
    }

    static func missing(_ id: String) -> Fault { .missing("group", id) }
}

extension User {
    /// Limits a list of users to those of a group.
    static func inGroup(_ id: String) -> SQLCondition {
        SQLCondition("users.id IN (SELECT user_id FROM memberships WHERE group_id = $1)", [.text(id)])
    }
}

extension Connection {
    func isMember(_ userID: String, of groupID: String) throws -> Bool {
        try scalar(
            "SELECT 1 FROM memberships WHERE group_id = $1 AND user_id = $2", [.text(groupID), .text(userID)]) != nil
    }

    func addMember(_ userID: String, to groupID: String) throws {
        try execute(
            "INSERT INTO memberships (group_id, user_id) VALUES ($1, $2) ON CONFLICT (group_id, user_id) DO NOTHING",
            [.text(groupID), .text(userID)])
    }

    /// False when the user was no member.
    func removeMember(_ userID: String, from groupID: String) throws -> Bool {
        try execute("DELETE FROM memberships WHERE group_id = $1 AND user_id = $2", [.text(groupID), .text(userID)]) > 0
    }

    func groupIDs(of userID: String) throws -> [String] {
        try all(String.self, "SELECT group_id FROM memberships WHERE user_id = $1", [.text(userID)])
    }

    func memberIDs(of groupID: String) throws -> [String] {
        try all(String.self, "SELECT user_id FROM memberships WHERE group_id = $1 ORDER BY user_id", [.text(groupID)])
    }
}
