import CloudCore
import CloudSQL

/// Nonces of signed requests that were taken (RFC 5849, section 3.3), kept as long as their timestamps are allowed.
enum NonceTable {
    static let migration = Migration(
        54, "oauth1_nonces",
        [
            "CREATE TABLE oauth1_nonces (id TEXT PRIMARY KEY, purge_at BIGINT NOT NULL)",
            "CREATE INDEX oauth1_nonces_by_purge ON oauth1_nonces (purge_at)",
        ])
}

extension Connection {
    /// False when the nonce was taken before.
    func takeNonce(_ digest: String, until end: Timestamp) throws -> Bool {
        try execute(
            "INSERT INTO oauth1_nonces (id, purge_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
            [.text(digest), .timestamp(end)]) > 0
    }

    /// Removes what has had its time: nonces, and request tokens that nobody exchanged; returns how many.
    func purgeOAuth1() throws -> Int {
        try execute("DELETE FROM oauth1_nonces WHERE purge_at < $1", [.timestamp(now)])
            + execute("DELETE FROM oauth1_request_tokens WHERE expires_at < $1", [.timestamp(now)])
    }
}
