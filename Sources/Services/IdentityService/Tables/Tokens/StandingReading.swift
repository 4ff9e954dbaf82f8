import CloudCore
import CloudSQL

extension Connection {
    /// Looks up what a payload stands for; nil when the user, the place, the roles or the delegation are no more.
    /// - Parameter showsAll: whether a project that is given no endpoints of its own sees all of them.
    func standing(_ payload: TokenPayload, _ rules: SecurityCompliance, showsAll: Bool) throws -> Standing? {
        guard let user = try table(User.self).find(payload.userID), user.enabled,
            let userDomain = try domain(id: user.domainID), userDomain.enabled
        else { return nil }
        let delegation = try payload.delegation.flatMap { try self.delegation($0) }
        guard (delegation == nil) == (payload.delegation == nil), delegation?.userID ?? payload.userID == payload.userID
        else { return nil }
        if let federation = payload.federation, try !holds(federation) { return nil }
        guard let (scope, roleIDs) = try place(payload, of: delegation?.grantorID ?? payload.userID),
            let roles = try roles(roleIDs, payload.scope, delegation)
        else { return nil }
        let parties = delegation?.parties ?? []
        let inactivity = try turnsInactive(parties + [user.id], rules)
        if let inactivity, inactivity <= now { return nil }
        var domains = try [user.domainID] + table(User.self).find(keys: parties).map(\.domainID)
        var endpointIDs: Set<String>? = showsAll ? nil : []
        switch scope {
        case .project(let place):
            domains.append(place.domainID)
            endpointIDs = try self.endpointIDs(seenIn: place.id, orAll: showsAll)
        case .domain(let place): domains.append(place.id)
        case .unscoped, .system: break
        }
        let memberships = user.shadow ? try expiringMemberships(of: user.id).values.min() : nil
        return Standing(
            user: user, userDomainName: userDomain.name, scope: scope, roles: roles, delegation: delegation,
            endpointIDs: endpointIDs,
            holdsUntil: [memberships, delegation?.expiresAt, inactivity].compactMap(\.self).min(),
            revokedBefore: try revoked(
                users: Set(parties + [user.id]), projectID: scope.projectID, domains: Set(domains)))
    }

    /// The roles as a token carries them; nil when there is none, or not all that the delegation needs.
    private func roles(_ ids: Set<String>, _ scope: TokenScope, _ delegation: Delegation?) throws -> [Role]? {
        guard scope != .unscoped else { return [] }
        let book = try roleBook()
        var roles = book.effective(ids)
        if let delegation {
            let allowed = book.closure(of: delegation.roleIDs)
            guard !delegation.needsAllRoles || allowed.isSubset(of: book.closure(of: ids)) else { return nil }
            roles = roles.filter { allowed.contains($0.id) }
        }
        return roles.isEmpty ? nil : roles
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
