import CloudCore
import CloudSQL

extension SealedCredential: NamedRecord {
    static let table = "credentials"
    /// Owners are no foreign keys: users may live in another directory.
    static let migration = Migration(
        40, "credentials",
        [
            """
            CREATE TABLE credentials (
                id TEXT PRIMARY KEY, user_id TEXT NOT NULL, project_id TEXT, type TEXT NOT NULL,
                sealed_blob TEXT NOT NULL, key_fingerprint TEXT NOT NULL, delegation_id TEXT, extra TEXT NOT NULL)
            """,
            "CREATE INDEX credentials_by_user ON credentials (user_id, type)",
            "CREATE INDEX credentials_by_project ON credentials (project_id)",
            "CREATE INDEX credentials_by_type ON credentials (type)",
            "CREATE INDEX credentials_by_key ON credentials (key_fingerprint)",
            """
            CREATE TABLE used_passcodes (
                credential_id TEXT PRIMARY KEY REFERENCES credentials (id) ON DELETE CASCADE, step BIGINT NOT NULL)
            """,
        ])

    static func missing(_ id: String) -> Fault { .missing("credential", id) }
}

extension Connection {
    func credentials(of userID: String, type: String) throws -> [SealedCredential] {
        try all(
            SealedCredential.self, "SELECT * FROM credentials WHERE user_id = $1 AND type = $2 ORDER BY id",
            [.text(userID), .text(type)])
    }

    /// The seeds of a user's passcodes, each sealed: anybody may have them opened, as often as they like, by trying to
    /// sign in. So there is an end to how many and how long they are.
    func seeds(of userID: String) throws -> [SealedCredential] {
        try all(
            SealedCredential.self,
            """
            SELECT * FROM credentials WHERE user_id = $1 AND type = $2 AND LENGTH(sealed_blob) <= $3
            ORDER BY id LIMIT $4
            """,
            [
                .text(userID), .text(Passcode.type), .integer(Int64(Passcode.longestSeed * 2)),
                .integer(Int64(Passcode.mostSeeds)),
            ])
    }

    /// What a deleted user leaves.
    func deleteCredentials(ofUser id: String) throws {
        try execute("DELETE FROM credentials WHERE user_id = $1", [.text(id)])
    }

    /// What a deleted project leaves.
    func deleteCredentials(ofProject id: String) throws {
        try execute("DELETE FROM credentials WHERE project_id = $1", [.text(id)])
    }

    /// What a domain leaves whose users and projects go; asked for before they are gone.
    func deleteCredentials(ofDomain id: String) throws {
        for (column, table) in [("user_id", "users"), ("project_id", "projects")] {
            try execute(
                "DELETE FROM credentials WHERE \(column) IN (SELECT id FROM \(table) WHERE domain_id = $1)",
                [.text(id)])
        }
    }

    /// Some rows that another key than this one sealed.
    func credentials(notSealedBy fingerprint: String, limit: Int) throws -> [SealedCredential] {
        try all(
            SealedCredential.self,
            "SELECT * FROM credentials WHERE key_fingerprint <> $1 ORDER BY id LIMIT \(limit)", [.text(fingerprint)])
    }

    /// Notes that the passcode of that step was used; false when it, or a later one, was used before.
    func usePasscode(of credentialID: String, step: Int64) throws -> Bool {
        try execute(
            """
            INSERT INTO used_passcodes (credential_id, step) VALUES ($1, $2)
            ON CONFLICT (credential_id) DO UPDATE SET step = excluded.step WHERE used_passcodes.step < excluded.step
            """,
            [.text(credentialID), .integer(step)]) > 0
    }
}
