import CloudSQL

/// The lists of trusts and access tokens find their pages by an index, in the order of ids.
enum DelegationIndexes {
    static let migration = Migration(
        56, "delegation_pages",
        [
            "DROP INDEX trusts_by_trustor", "CREATE INDEX trusts_by_trustor ON trusts (trustor_user_id, id)",
            "DROP INDEX trusts_by_trustee", "CREATE INDEX trusts_by_trustee ON trusts (trustee_user_id, id)",
            "DROP INDEX oauth1_access_tokens_by_user",
            "CREATE INDEX oauth1_access_tokens_by_user ON oauth1_access_tokens (user_id, id)",
        ])
}
