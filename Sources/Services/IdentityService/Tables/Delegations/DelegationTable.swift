import CloudSQL

extension Connection {
    /// What the reference names; nil when it is no more or has ended.
    func delegation(_ reference: Delegation.Reference) throws -> Delegation? {
        let found: Delegation?
        switch reference {
        case .applicationCredential(let id):
            found = try table(ApplicationCredential.self).find(id).map { .applicationCredential($0) }
        case .trust(let id): found = try standingTrust(id).map { .trust($0) }
        case .accessToken(let id): found = try table(AccessToken.self).find(id).map { .accessToken($0) }
        }
        guard let found, found.expiresAt.map({ $0 > now }) ?? true else { return nil }
        return found
    }
}
