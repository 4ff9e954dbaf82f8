import CloudSQL

/// Where OAuth1's secrets are, each with the key that sealed it.
struct OAuth1Secret: Sendable {
    var table: String
    var id: String
    var secret: SealedSecret

    fileprivate static let tables = [Consumer.table, RequestToken.table, AccessToken.table]

    static let migration = Migration(
        55, "oauth1_sealed_secrets",
        tables.flatMap {
            [
                "ALTER TABLE \($0) ADD COLUMN key_fingerprint TEXT NOT NULL DEFAULT ''",
                "CREATE INDEX \($0)_by_key ON \($0) (key_fingerprint)",
            ]
        })
}

extension Consumer { var sealed: SealedSecret { SealedSecret(text: secret, keyFingerprint: keyFingerprint) } }
extension RequestToken { var sealed: SealedSecret { SealedSecret(text: secret, keyFingerprint: keyFingerprint) } }
extension AccessToken { var sealed: SealedSecret { SealedSecret(text: secret, keyFingerprint: keyFingerprint) } }

extension Connection {
    /// Some secrets that another key than this one sealed.
    func oauth1Secrets(notSealedBy fingerprint: String, limit: Int) throws -> [OAuth1Secret] {
        var found: [OAuth1Secret] = []
        for table in OAuth1Secret.tables where found.count < limit {
            let rows = try query(
                """
                SELECT id, secret, key_fingerprint FROM \(table) WHERE key_fingerprint <> $1
                ORDER BY id LIMIT \(limit)
                """,
                [.text(fingerprint)])
            found += try rows.map { row in
                OAuth1Secret(
                    table: table, id: try row.string("id"),
                    secret: SealedSecret(
                        text: try row.string("secret"), keyFingerprint: try row.string("key_fingerprint")))
            }
        }
        return found
    }

    func replace(_ place: OAuth1Secret, by secret: SealedSecret) throws {
        try execute(
            "UPDATE \(place.table) SET secret = $2, key_fingerprint = $3 WHERE id = $1",
            [.text(place.id), .text(secret.text), .text(secret.keyFingerprint)])
    }
}
