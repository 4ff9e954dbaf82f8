import CloudCore
import CloudSQL

extension Trust: NamedRecord {
    static let table = "trusts"
    static let migration = Migration(
        50, "trusts",
        [
            """
            CREATE TABLE trusts (
                id TEXT PRIMARY KEY, trustor_user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                trustee_user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                origin_user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                project_id TEXT REFERENCES projects (id) ON DELETE CASCADE, role_ids TEXT NOT NULL,
                impersonation INTEGER NOT NULL, expires_at BIGINT, remaining_uses BIGINT,
                redelegated_trust_id TEXT REFERENCES trusts (id) ON DELETE CASCADE,
                redelegation_count BIGINT NOT NULL, extra TEXT NOT NULL)
            """,
            "CREATE INDEX trusts_by_trustor ON trusts (trustor_user_id)",
            "CREATE INDEX trusts_by_trustee ON trusts (trustee_user_id)",
            "CREATE INDEX trusts_by_origin ON trusts (origin_user_id)",
            "CREATE INDEX trusts_by_project ON trusts (project_id)",
            "CREATE INDEX trusts_by_parent ON trusts (redelegated_trust_id)",
        ])

    static func missing(_ id: String) -> Fault { .missing("trust", id) }
}

extension Connection {
    /// The trust and those above it, nearest first; empty when there is none of that id.
    func pedigree(ofTrust id: String) throws -> [Trust] {
        let trusts = try table(Trust.self)
        var chain: [Trust] = []
        var next: String? = id
        while let id = next, let trust = try trusts.find(id) {
            chain.append(trust)
            next = trust.redelegatedTrustID
        }
        return chain
    }

    /// The trusts that were made by a trust's tokens, and by those of them: nearest first.
    func trusts(madeBy id: String) throws -> [String] {
        var found: [String] = []
        var next = [id]
        while !next.isEmpty {
            let filters = [ListQuery.Filter("redelegated_trust_id", next.map { .string($0) })]
            next = try table(Trust.self).list(ListQuery(filters: filters)).map(\.id)
            found += next
        }
        return found
    }

    /// The trust, when all who stand in its chain may sign in.
    func standingTrust(_ id: String) throws -> Trust? {
        let chain = try pedigree(ofTrust: id)
        guard let trust = chain.first else { return nil }
        let agents = Set(chain.flatMap { [$0.trustorUserID, $0.trusteeUserID, $0.originUserID] })
        let users = try table(User.self).find(keys: Array(agents))
        let domains = try table(Project.self).find(keys: users.map(\.domainID))
        guard users.count == agents.count, users.allSatisfy(\.enabled), domains.allSatisfy(\.enabled) else {
            return nil
        }
        return trust
    }

    /// Takes one of the trust's uses; false when none is left, or the trust is gone.
    func spendTrust(_ id: String) throws -> Bool {
        try execute(
            "UPDATE trusts SET remaining_uses = remaining_uses - 1 WHERE id = $1 AND remaining_uses > 0", [.text(id)])
            > 0
    }
}
