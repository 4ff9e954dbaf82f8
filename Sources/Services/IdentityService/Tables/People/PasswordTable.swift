import CloudCore
import CloudSQL

extension StoredPassword: Record {
    static let table = "passwords"
    static let migration = Migration(
        21, "passwords",
        [
            """
            CREATE TABLE passwords (
                id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                password_hash TEXT NOT NULL, created_at BIGINT NOT NULL, self_service INTEGER NOT NULL)
            """,
            "CREATE INDEX passwords_by_user ON passwords (user_id, created_at)",
            "CREATE INDEX users_by_password_expiry ON users (password_expires_at)",
        ])
}

extension Connection {
    /// The newest first.
    func passwords(of userID: String, limit: Int? = nil) throws -> [StoredPassword] {
        try table(StoredPassword.self).list(
            ListQuery(
                filters: [.equal("user_id", userID)], order: [.init("created_at", ascending: false)],
                limit: limit))
    }

    /// Remembers a password, and forgets all but the newest `count`.
    func remember(_ password: StoredPassword, keeping count: Int) throws {
        try table(StoredPassword.self).insert(password)
        for old in try passwords(of: password.userID).dropFirst(count) {
            try table(StoredPassword.self).delete(old.id)
        }
    }
}
