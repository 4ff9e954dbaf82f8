import CloudCore
import CloudSQL

extension Revocation: Record {
    static let table = "revocations"
    static let migration = Migration(
        12, "revocations",
        [
            """
            CREATE TABLE revocations (
                id TEXT PRIMARY KEY, audit_id TEXT, audit_chain_id TEXT, user_id TEXT, project_id TEXT, domain_id TEXT,
                issued_before BIGINT NOT NULL, purge_at BIGINT NOT NULL)
            """,
            "CREATE INDEX revocations_by_audit ON revocations (audit_id)",
            "CREATE INDEX revocations_by_chain ON revocations (audit_chain_id)",
            "CREATE INDEX revocations_by_user ON revocations (user_id, issued_before)",
            "CREATE INDEX revocations_by_project ON revocations (project_id, issued_before)",
            "CREATE INDEX revocations_by_domain ON revocations (domain_id, issued_before)",
            "CREATE INDEX revocations_by_purge ON revocations (purge_at)",
        ])
}

extension Connection {
    /// Whether any revocation takes in the token: each of its names is one look into an index.
    /// - Parameters:
    ///   - users: those by whose grace the token holds beside its own.
    ///   - domains: the users' domains, and that of the scope.
    func isRevoked(_ token: TokenPayload, users: [String] = [], domains: [String]) throws -> Bool {
        let own = Base64URL.text(token.auditID)
        let chain = token.auditChainID.map(Base64URL.text) ?? own
        var questions: [(column: String, value: String)] = [
            ("audit_id", own), ("audit_chain_id", chain),
        ]
        questions += Set(users + [token.userID]).map { ("user_id", $0) }
        if case .project(let id) = token.scope { questions.append(("project_id", id)) }
        questions += domains.map { ("domain_id", $0) }
        return try questions.contains { question in
            try scalar(
                "SELECT 1 FROM revocations WHERE \(question.column) = $1 AND issued_before >= $2 LIMIT 1",
                [.text(question.value), .timestamp(token.issuedAt)]) != nil
        }
    }

    /// Removes rows that match no living token any more; returns how many.
    func purgeRevocations() throws -> Int {
        try execute("DELETE FROM revocations WHERE purge_at < $1", [.timestamp(now)])
    }
}
