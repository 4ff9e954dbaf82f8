import CloudCore
import CloudSQL

extension SignInRecord: Record {
    static let table = "sign_ins"
    static let migration = Migration(
        20, "sign_ins",
        [
            "CREATE TABLE sign_ins (id TEXT PRIMARY KEY, failures BIGINT NOT NULL, failed_at BIGINT, active_at BIGINT)",
            "CREATE INDEX sign_ins_by_activity ON sign_ins (active_at)",
        ])

    /// Stands for a name that nobody has: there are few of them, whatever clients send.
    static func decoy(_ name: String) -> String {
        let hash = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return "nobody-\(hash % 256)"
    }
}

extension Connection {
    func signIns(of userID: String) throws -> SignInRecord? { try table(SignInRecord.self).find(userID) }

    /// By the user's id.
    func signIns(of userIDs: [String]) throws -> [String: SignInRecord] {
        Dictionary(try table(SignInRecord.self).find(keys: userIDs).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }

    /// When the first of those users will have been away for longer than the rules allow, or was; nil: never.
    func turnsInactive(_ ids: [String], _ rules: SecurityCompliance) throws -> Timestamp? {
        guard rules.daysInactive != nil else { return nil }
        let records = try signIns(of: ids)
        return try table(User.self).find(keys: ids).compactMap { rules.turnsInactive($0, records[$0.id]) }.min()
    }

    /// The account is as if nobody had ever failed, and somebody had been there just now.
    func clearSignIns(of userID: String) throws {
        try table(SignInRecord.self).upsert(SignInRecord(id: userID, failures: 0, failedAt: nil, activeAt: now))
    }

    /// Users that are enabled but were last active before.
    func usersActive(before moment: Timestamp) throws -> [User] {
        try all(
            User.self,
            "SELECT u.* FROM users u JOIN sign_ins s ON s.id = u.id WHERE s.active_at < $1 AND u.enabled = 1",
            [.timestamp(moment)])
    }

    /// Removes records of users that are no more, and of failures so old that they lock nobody; returns how many.
    func purgeSignIns(before moment: Timestamp) throws -> Int {
        try execute(
            """
            DELETE FROM sign_ins WHERE (active_at IS NULL AND failed_at < $1)
            OR (id NOT LIKE 'nobody-%' AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = sign_ins.id))
            """,
            [.timestamp(moment)])
    }
}
