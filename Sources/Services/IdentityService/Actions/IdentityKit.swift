import AgentProtocols
import CloudAuth
import CloudCore
import CloudSQL

/// What every action of identity works with.
struct IdentityKit: Sendable {
    let store: IdentityStore
    let policy: Policy
    let identifiers: IdentifierSource
    /// How long a token may live at most: revocations are kept as long.
    let tokenLifetime: Duration
    var names = NameRules()
    /// How limits of projects and their domains belong together.
    var limitModel = LimitModel.flat
    /// The people of domains that are kept elsewhere.
    var directories: Directories?
    /// What others are told; nil in a kit that nobody listens to.
    var notices: Notices?

    func with(_ directories: Directories) -> IdentityKit {
        var copy = self
        copy.directories = directories
        return copy
    }

    /// Ends all tokens that were issued up to now and match what is given.
    func revoke(
        _ connection: Connection, auditID: String? = nil, auditChainID: String? = nil, userID: String? = nil,
        projectID: String? = nil, domainID: String? = nil
    ) throws {
        let now = connection.now
        try connection.table(Revocation.self).insert(
            Revocation(
                id: identifiers.hex(), auditID: auditID, auditChainID: auditChainID, userID: userID,
                projectID: projectID, domainID: domainID, issuedBefore: now,
                purgeAt: now + tokenLifetime + .seconds(3600)))
        store.announce(
            TokensRevoked(auditID: auditID ?? auditChainID, userID: userID, projectID: projectID), connection)
    }

    /// Tells others that some tokens now carry other roles.
    func announceRoleChange(_ connection: Connection) {
        store.announce(TokensRevoked(), connection)
    }

    /// What the rule of a list is asked about: who has a token of a domain sees what is of that domain, whatever they
    /// filter by.
    static func own(_ caller: Caller, _ name: String) -> PolicyTarget {
        var target: PolicyTarget = [:]
        if let id = caller.domainID { target[name] = .some(id) }
        return target
    }

    /// - Throws: `Fault` 400 when a resource is to move to another domain.
    static func requireSameDomain(_ wanted: String?, as held: String?) throws {
        if let wanted, wanted != held { throw Fault.badRequest("Cannot change Domain ID") }
    }

    /// The domain for what a client makes without naming one: that of the token.
    static func domain(of caller: Caller) -> String {
        switch caller.scope {
        case .domain(let domain): domain.id
        case .project(_, let domain, _): domain.id
        case .system, .unscoped: Project.defaultDomainID
        }
    }
}

extension ListQuery {
    /// Who has a token of a domain lists what is of that domain.
    func within(_ caller: Caller) -> ListQuery { caller.domainID.map { with("domain_id", .string($0)) } ?? self }
}
