import CloudCore
import CloudSQL

/// Makes and checks tokens. What was found out about a token is remembered until anything in identity changes: then the
/// count of changes in the database is another. It is read for each check; a reading serves for a millisecond, unless
/// this process has written since, so that a request's own token and the one that it asks about cost one.
final class TokenBook: Sendable {
    /// A checked token with the catalog of the same moment.
    struct Checked: Sendable {
        var token: ValidToken
        var catalog: Catalog
    }

    private struct Known: Sendable {
        var changes: Int64 = 0
        var keys: Int64 = 0
        var tokens: [String: ValidToken] = [:]
        var catalog: Catalog?
    }

    /// The count of changes as it was read, and when.
    private struct Reading: Sendable {
        var changes: Int64
        var writes: UInt64
        var moment: ContinuousClock.Instant
    }

    private let store: IdentityStore
    private let keys: any TokenProvider
    private let clock: CloudClock
    /// How long an expired token is still known to services that ask for it.
    private let allowExpiredWindow: Duration
    /// Asked, now and then, whether a token's user is still there.
    private let directories: Directories?
    /// Whether a project that is given no endpoints of its own sees all of them.
    private let showsAllWithoutFilter: Bool
    private let known = LockedValue(Known())
    private let reading = LockedValue<Reading?>(nil)
    private let capacity = 20_000

    init(
        store: IdentityStore, keys: any TokenProvider, clock: CloudClock, allowExpiredWindow: Duration,
        directories: Directories? = nil, showsAllWithoutFilter: Bool = true
    ) {
        self.store = store
        self.keys = keys
        self.clock = clock
        self.allowExpiredWindow = allowExpiredWindow
        self.directories = directories
        self.showsAllWithoutFilter = showsAllWithoutFilter
    }

    /// What the token is good for; nil when it does not hold.
    func check(_ token: String, allowExpired: Bool = false) async throws -> Checked? {
        guard let checked = try await look(token, allowExpired) else { return nil }
        // Nothing was asked, and nothing can be another, for users of identity's own.
        return try await refresh(checked.token) ? look(token, allowExpired) : checked
    }

    /// Whether a directory was asked about anybody whom the token hangs on.
    private func refresh(_ token: ValidToken) async throws -> Bool {
        guard let directories else { return false }
        var wasAsked = try await directories.refresh(user: token.payload.userID)
        for id in token.delegation?.parties ?? [] where try await directories.refresh(user: id) { wasAsked = true }
        return wasAsked
    }

    private func look(_ token: String, _ allowExpired: Bool) async throws -> Checked? {
        let ring = try keys.tokenKeys()
        let changes = try await changes()
        let hit = known.withLock { known -> Checked? in
            guard known.changes == changes, known.keys == ring.version, let token = known.tokens[token],
                let catalog = known.catalog
            else { return nil }
            return Checked(token: token, catalog: catalog)
        }
        if let hit, hit.token.holdsUntil.map({ clock.now < $0 }) ?? true {
            return isAlive(hit.token.payload, allowExpired) ? hit : nil
        }
        guard let payload = ring.open(token), isAlive(payload, allowExpired) else { return nil }
        guard let (found, checked) = try await resolve(payload) else { return nil }
        remember(token, checked, found, ring.version)
        return checked
    }

    /// A new token of that payload; nil when it would not hold.
    func issue(_ payload: TokenPayload) async throws -> (text: String, checked: Checked)? {
        try await directories?.refresh(user: payload.userID)
        guard let (changes, checked) = try await resolve(payload) else { return nil }
        let ring = try keys.tokenKeys()
        let text = try ring.seal(payload)
        remember(text, checked, changes, ring.version)
        return (text, checked)
    }

    private func changes() async throws -> Int64 {
        let moment = ContinuousClock.now
        let writes = store.writes.withLock { $0 }
        if let last = reading.withLock({ $0 }), last.writes == writes, moment - last.moment < .milliseconds(1) {
            return last.changes
        }
        let changes = try await store.read { try $0.changes() }
        reading.withLock { $0 = Reading(changes: changes, writes: writes, moment: moment) }
        return changes
    }

    private func isAlive(_ payload: TokenPayload, _ allowExpired: Bool) -> Bool {
        clock.now < payload.expiresAt + (allowExpired ? allowExpiredWindow : .zero)
    }

    private func resolve(_ payload: TokenPayload) async throws -> (changes: Int64, checked: Checked)? {
        let held = known.withLock { ($0.changes, $0.catalog) }
        let showsAll = showsAllWithoutFilter
        return try await store.read { connection in
            let changes = try connection.changes()
            guard var token = try connection.resolve(payload) else { return nil }
            let catalog = try held.0 == changes ? held.1 ?? connection.catalog() : connection.catalog()
            token.endpointIDs = try connection.endpointIDs(seenWith: token, catalog, orAll: showsAll)
            return (changes, Checked(token: token, catalog: catalog))
        }
    }

    private func remember(_ text: String, _ checked: Checked, _ changes: Int64, _ keys: Int64) {
        known.withLock { known in
            guard changes >= known.changes else { return }
            if changes > known.changes || known.keys != keys || known.tokens.count >= capacity {
                known = Known(changes: changes, keys: keys)
            }
            known.tokens[text] = checked.token
            known.catalog = checked.catalog
        }
    }
}

extension Connection {
    /// Looks up what a payload stands for; nil when the user, the place, the roles or the token itself are no more.
    fileprivate func resolve(_ payload: TokenPayload) throws -> ValidToken? {
        guard let user = try table(User.self).find(payload.userID), user.enabled,
            let userDomain = try domain(id: user.domainID), userDomain.enabled
        else { return nil }
        let delegation = try payload.delegation.flatMap { try self.delegation($0) }
        guard (delegation == nil) == (payload.delegation == nil), delegation?.userID ?? payload.userID == payload.userID
        else { return nil }
        if let federation = payload.federation, try !holds(federation) { return nil }
        guard let (scope, roleIDs) = try place(payload, of: delegation?.grantorID ?? payload.userID) else { return nil }
        let parties = delegation?.parties ?? []
        var domains = try [user.domainID] + table(User.self).find(keys: parties).map(\.domainID)
        switch scope {
        case .project(let place): domains.append(place.domainID)
        case .domain(let place): domains.append(place.id)
        case .unscoped, .system: break
        }
        guard try !isRevoked(payload, users: parties, domains: Array(Set(domains))) else { return nil }
        var roles: [Role] = []
        if payload.scope != .unscoped {
            let book = try roleBook()
            roles = book.effective(roleIDs)
            if let delegation {
                let allowed = book.closure(of: delegation.roleIDs)
                guard !delegation.needsAllRoles || allowed.isSubset(of: book.closure(of: roleIDs)) else { return nil }
                roles = roles.filter { allowed.contains($0.id) }
            }
            guard !roles.isEmpty else { return nil }
        }
        return ValidToken(
            payload: payload, userName: user.name, userDomainID: userDomain.id, userDomainName: userDomain.name,
            passwordExpiresAt: user.passwordExpiresAt, scope: scope, roles: roles, delegation: delegation,
            holdsUntil: user.shadow ? try expiringMemberships(of: user.id).values.min() : nil)
    }

    /// - Parameter holder: whose roles count there.
    private func place(_ payload: TokenPayload, of holder: String) throws -> (ValidToken.Scope, Set<String>)? {
        func named(_ project: Project, in domain: Project) -> ValidToken.Place {
            ValidToken.Place(
                id: project.id, name: project.name, domainID: domain.id, domainName: domain.name,
                isDomain: project.isDomain)
        }
        // A session's groups are its own user's, not those of whoever lends their roles.
        let groups = holder == payload.userID ? payload.federation?.groupIDs ?? [] : []
        switch payload.scope {
        case .unscoped: return (.unscoped, [])
        case .system: return (.system, try systemRoleIDs(of: holder, groups))
        case .domain(let id):
            guard let domain = try domain(id: id), domain.enabled else { return nil }
            return (.domain(named(domain, in: domain)), try roleIDs(of: holder, groups, inDomain: id))
        case .project(let id):
            guard let project = try table(Project.self).find(id), project.enabled, !project.isDomain,
                let domain = try domain(id: project.owningDomainID), domain.enabled
            else { return nil }
            return (.project(named(project, in: domain)), try roleIDs(of: holder, groups, in: project))
        }
    }
}
