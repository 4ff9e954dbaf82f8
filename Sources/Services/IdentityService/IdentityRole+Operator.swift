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
        try base.keys.rotate()
        try base.receipts.keys.prepare()
        try base.receipts.keys.rotate()
    }

    /// A new key for credentials.
    package func rotateCredentialKeys() async throws { try await base.vault.rotate() }

    /// Seals all credentials with the newest key; returns how many were not.
    package func migrateCredentials() async throws -> Int { try await base.vault.migrate() }

    /// Forgets whom of directories public ids stand for: those of a domain, of a kind, of one local or public id, or
    /// all. Their rows and application credentials go; ids and roles come back when somebody is seen again.
    /// - Returns: how many were forgotten.
    /// - Throws: `Fault` 404 for a domain that is not there.
    package func purgeMappings(
        domainName: String?, publicID: String?, localID: String?, kind: String?
    ) async throws -> Int {
        try await IDMappingActions(kit: kit).purge(
            domainName: domainName, publicID: publicID, localID: localID, kind: kind)
    }

    private var accounts: AccountActions { AccountActions(kit: kit, rules: base.passwords.rules) }
}
