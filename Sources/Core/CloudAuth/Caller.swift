package import CloudCore

/// Who makes a request: what a checked token says.
package struct Caller: Sendable, Hashable {
    /// What the token is good for.
    package enum Scope: Sendable, Hashable {
        case unscoped
        case project(Named, domain: Named, isDomain: Bool)
        case domain(Named)
        case system
    }

    /// An id with its name.
    package struct Named: Sendable, Hashable {
        package var id: String
        package var name: String

        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// The token itself, to act on the user's behalf. Never logged.
    package var token: String
    package var user: Named
    package var userDomain: Named
    package var scope: Scope
    /// Effective role names, implied ones among them.
    package var roles: [String]
    package var expiresAt: Timestamp
    /// Keystone's audit id of the token.
    package var auditID: String?
    /// Roles of the service that forwards the request, from `X-Service-Token`.
    package var serviceRoles: [String]
    /// The certificate with which alone the token may be used, as `x5t#S256` (RFC 8705).
    package var certificateThumbprint: String?
    /// What an application credential allows itself; nil: all that its roles do.
    package var accessRules: [AccessRule]?

    package init(
        token: String, user: Named, userDomain: Named, scope: Scope, roles: [String], expiresAt: Timestamp,
        auditID: String? = nil,
        serviceRoles: [String] = [], accessRules: [AccessRule]? = nil
    ) {
        self.token = token
        self.user = user
        self.userDomain = userDomain
        self.scope = scope
        self.roles = roles
        self.expiresAt = expiresAt
        self.auditID = auditID
        self.serviceRoles = serviceRoles
        self.accessRules = accessRules
    }

    package var projectID: String? { if case .project(let project, _, _) = scope { project.id } else { nil } }
    package var domainID: String? { if case .domain(let domain) = scope { domain.id } else { nil } }
    package var isSystem: Bool { scope == .system }

    package func hasRole(_ name: String) -> Bool { roles.contains { $0.lowercased() == name.lowercased() } }
}
