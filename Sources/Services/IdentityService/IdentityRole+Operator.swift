/// What an operator does to identity outside of its API. The databases must be open.
extension IdentityRole {
    /// Lets a user in again who failed too often.
    /// - Parameters:
    ///   - user: an id, or a name in the domain.
    ///   - domain: an id or a name.
    /// - Returns: the user's id.
    /// - Throws: `Fault` 404.
    package func unlock(user: String, domain: String) async throws -> String {
        try await accounts.unlock(user, domain: domain).id
    }

    /// Removes rows that nothing depends on any more; returns how many of each kind.
    package func purge() async throws -> (revocations: Int, signIns: Int) { try await accounts.purge() }

    /// New keys for tokens and for receipts; what the old ones made stays good until it ends.
    package func rotateKeys() throws {
        try keys.rotate()
        try people.receipts.keys.prepare()
        try people.receipts.keys.rotate()
    }

    private var accounts: AccountActions { AccountActions(kit: kit, rules: people.compliance) }
}
