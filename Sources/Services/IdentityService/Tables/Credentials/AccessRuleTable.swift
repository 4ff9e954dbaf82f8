import CloudCore
import CloudJSON
import CloudSQL

extension UserAccessRule: NamedRecord {
    static let table = "access_rules"
    static let migration = Migration(
        41, "access_rules",
        [
            """
            CREATE TABLE access_rules (
                id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                service TEXT NOT NULL, path TEXT NOT NULL, method TEXT NOT NULL)
            """,
            "CREATE UNIQUE INDEX access_rules_by_content ON access_rules (user_id, service, path, method)",
            """
            CREATE TABLE access_rule_uses (
                access_rule_id TEXT NOT NULL REFERENCES access_rules (id) ON DELETE CASCADE,
                application_credential_id TEXT NOT NULL
                    REFERENCES application_credentials (id) ON DELETE CASCADE,
                PRIMARY KEY (access_rule_id, application_credential_id))
            """,
            "CREATE INDEX access_rule_uses_by_credential ON access_rule_uses (application_credential_id)",
        ])

    static func missing(_ id: String) -> Fault { .missing("Access Rule", id) }
}

extension Connection {
    /// The user's rule that an application credential names by id or by its content; made when it is not there.
    ///
    /// - Throws: `Fault` 404 for the id of nothing, or of somebody else's rule; 400 for a rule with parts missing.
    func accessRule(_ named: JSON, of userID: String, _ identifiers: IdentifierSource) throws -> UserAccessRule {
        let rules = try table(UserAccessRule.self)
        let id = named["id"]?.string
        if let id, let found = try rules.find(id) {
            guard found.userID == userID else { throw Fault.missing("Access Rule", id) }
            return found
        }
        guard let service = named["service"]?.string, let path = named["path"]?.string,
            let method = named["method"]?.string
        else {
            if let id { throw Fault.missing("Access Rule", id) }
            let missing = ["service", "path", "method"].first { named[$0] == nil } ?? "service"
            throw Fault.invalid("access_rules", "'\(missing)' is a required property")
        }
        let known = try rules.first(where: [
            .equal("user_id", userID), .equal("service", service),
            .equal("path", path), .equal("method", method),
        ])
        if let known { return known }
        let rule = UserAccessRule(
            id: id ?? identifiers.hex(), userID: userID, service: service, path: path, method: method)
        try rules.insert(rule)
        return rule
    }

    func use(_ rule: UserAccessRule, by credential: ApplicationCredential) throws {
        try execute(
            """
            INSERT INTO access_rule_uses (access_rule_id, application_credential_id) VALUES ($1, $2)
            ON CONFLICT (access_rule_id, application_credential_id) DO NOTHING
            """,
            [.text(rule.id), .text(credential.id)])
    }

    func isInUse(_ rule: UserAccessRule) throws -> Bool {
        try scalar("SELECT 1 FROM access_rule_uses WHERE access_rule_id = $1 LIMIT 1", [.text(rule.id)]) != nil
    }
}
