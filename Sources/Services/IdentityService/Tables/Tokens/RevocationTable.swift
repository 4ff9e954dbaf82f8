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
    /// The last moment up to which tokens are revoked that hang on any of these; nil: none is. Each name is one look
    /// into an index.
    /// - Parameters:
    ///   - users: the token's own and those by whose grace it holds.
    ///   - domains: the users', and that of the scope.
    func revoked(users: Set<String>, projectID: String?, domains: Set<String>) throws -> Timestamp? {
        try
            (users.map { ("user_id", $0) } + [projectID].compactMap { $0.map { ("project_id", $0) } }
            + domains.map { ("domain_id", $0) }).compactMap { try revoked($0.0, $0.1) }.max()
    }

    /// When the one token was revoked, or the chain; nil: it was not.
    func revoked(_ audit: AuditName) throws -> Timestamp? {
        try revoked(audit.isChain ? "audit_chain_id" : "audit_id", Base64URL.text(audit.id))
    }

    private func revoked(_ column: String, _ value: String) throws -> Timestamp? {
        let last = try scalar("SELECT MAX(issued_before) FROM revocations WHERE \(column) = $1", [.text(value)])
        guard case .integer(let microseconds) = last else { return nil }
        return Timestamp(microseconds: microseconds)
    }

    /// Removes rows that match no living token any more; returns how many.
    func purgeRevocations() throws -> Int {
        try execute("DELETE FROM revocations WHERE purge_at < $1", [.timestamp(now)])
    }
}
