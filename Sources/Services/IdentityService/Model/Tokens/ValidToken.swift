import CloudCore

/// A checked token: whose it is, what it is good for, and with which roles.
struct ValidToken: Sendable {
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

        var projectID: String? { if case .project(let place) = self { place.id } else { nil } }
    }

    let payload: TokenPayload
    let standing: Standing

    var user: User { standing.user }
    var userName: String { standing.user.name }
    var userDomainID: String { standing.user.domainID }
    var userDomainName: String { standing.userDomainName }
    var scope: Scope { standing.scope }
    var roles: [Role] { standing.roles }
    var delegation: Delegation? { standing.delegation }
    var endpointIDs: Set<String>? { standing.endpointIDs }

    /// Whether it was had by what is good for one purpose, not by its user in person (Keystone's
    /// `is_delegated_method`, and trusts).
    var isDelegated: Bool {
        delegation != nil || !payload.methods.isDisjoint(with: [.ec2Credential, .oauth2Credential])
    }

    /// The ways of signing in as the API names them; a protocol that is no method of ours goes by its own name.
    var methods: [String] {
        payload.methods.names.map { $0 == "mapped" ? payload.federation?.protocolID ?? $0 : $0 }
    }

    /// The audit ids as the API shows them: the token's own, then its chain's.
    var auditIDs: [String] { ([payload.auditID] + [payload.auditChainID].compactMap { $0 }).map(Base64URL.text) }
}
