import CloudCore

/// What somebody is somewhere: the same for all tokens that say the same of themselves.
final class Standing: Sendable {
    /// What a token says that its standing hangs on.
    struct Key: Sendable, Hashable {
        var userID: String
        var scope: TokenScope
        var delegation: Delegation.Reference?
        var federation: FederatedSession?

        init(_ payload: TokenPayload) {
            (userID, scope, delegation) = (payload.userID, payload.scope, payload.delegation)
            federation = payload.federation
        }
    }

    /// Without the password's hash: nothing here needs it.
    let user: User
    let userDomainName: String
    let scope: ValidToken.Scope
    /// Effective roles by name; none when unscoped.
    let roles: [Role]
    let delegation: Delegation?
    /// The only endpoints that the catalog shows; nil: all.
    let endpointIDs: Set<String>?
    /// When it must be looked up anew: a membership, the delegation or the account ends then. nil: it changes only with
    /// the store.
    let holdsUntil: Timestamp?
    /// Tokens issued up to then are revoked, by their user, project or domain.
    let revokedBefore: Timestamp?

    init(
        user: User, userDomainName: String, scope: ValidToken.Scope, roles: [Role], delegation: Delegation?,
        endpointIDs: Set<String>?, holdsUntil: Timestamp?, revokedBefore: Timestamp?
    ) {
        var user = user
        user.passwordHash = nil
        self.user = user
        self.userDomainName = userDomainName
        self.scope = scope
        self.roles = roles
        self.delegation = delegation
        self.endpointIDs = endpointIDs
        self.holdsUntil = holdsUntil
        self.revokedBefore = revokedBefore
    }
}
