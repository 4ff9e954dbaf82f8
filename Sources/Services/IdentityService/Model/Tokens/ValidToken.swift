import CloudCore

/// A checked token: whose it is, what it is good for, and with which roles.
struct ValidToken: Sendable, Hashable {
    /// A project or domain with its own domain.
    struct Place: Sendable, Hashable {
        var id: String
        var name: String
        var domainID: String
        var domainName: String
        var isDomain: Bool
    }

    enum Scope: Sendable, Hashable {
        case unscoped
        case project(Place)
        case domain(Place)
        case system
    }

    var payload: TokenPayload
    var userName: String
    var userDomainID: String
    var userDomainName: String
    var passwordExpiresAt: Timestamp?
    var scope: Scope
    /// Effective roles by name; none when unscoped.
    var roles: [Role]
    var delegation: Delegation?
    /// The only endpoints that its catalog shows; nil: all.
    var endpointIDs: Set<String>?
    /// When the roles must be looked up anew: a membership ends then. nil: they change only with the store.
    var holdsUntil: Timestamp?

    /// The ways of signing in as the API names them; a protocol that is no method of ours goes by its own name.
    var methods: [String] {
        payload.methods.names.map { $0 == "mapped" ? payload.federation?.protocolID ?? $0 : $0 }
    }

    /// The audit ids as the API shows them: the token's own, then its chain's.
    var auditIDs: [String] { ([payload.auditID] + [payload.auditChainID].compactMap { $0 }).map(Base64URL.text) }
}
