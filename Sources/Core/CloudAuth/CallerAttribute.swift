import CloudCore

/// What a rule may ask of the caller, by the names that rules use: those of oslo.context, and `token.…` as Keystone
/// writes a token.
enum CallerAttribute: String, Sendable, CaseIterable {
    case userID = "user_id"
    case userName = "user_name"
    case userDomainID = "user_domain_id"
    case userDomainName = "user_domain_name"
    case projectID = "project_id"
    case tenantID = "tenant_id"
    case projectName = "project_name"
    case tenantName = "tenant_name"
    case projectDomainID = "project_domain_id"
    case projectDomainName = "project_domain_name"
    case domainID = "domain_id"
    case domainName = "domain_name"
    case systemScope = "system_scope"
    case system
    case roles
    case serviceRoles = "service_roles"
    case isAdmin = "is_admin"
    case isAdminProject = "is_admin_project"
    case tokenUserID = "token.user.id"
    case tokenUserName = "token.user.name"
    case tokenUserDomainID = "token.user.domain.id"
    case tokenUserDomainName = "token.user.domain.name"
    case tokenProjectID = "token.project.id"
    case tokenProjectName = "token.project.name"
    case tokenProjectDomainID = "token.project.domain.id"
    case tokenProjectDomainName = "token.project.domain.name"
    case tokenDomainID = "token.domain.id"
    case tokenDomainName = "token.domain.name"
    case tokenSystemAll = "token.system.all"
    case tokenRolesName = "token.roles.name"
    case tokenIsDomain = "token.is_domain"
    case tokenExpiresAt = "token.expires_at"
    case tokenAuditIDs = "token.audit_ids"

    /// What a caller has of it.
    enum Value: Sendable, Equatable {
        /// There is no such thing in this token: it matches nothing.
        case absent
        /// nil is Python's None, and matches the text `None`.
        case one(String?)
        /// Matches when one of them does.
        case many([String])
    }

    func value(of caller: Caller) -> Value {
        switch self {
        case .userID, .tokenUserID: .one(caller.user.id)
        case .userName, .tokenUserName: .one(caller.user.name)
        case .userDomainID, .tokenUserDomainID: .one(caller.userDomain.id)
        case .userDomainName, .tokenUserDomainName: .one(caller.userDomain.name)
        case .projectID, .tenantID: .one(caller.projectID)
        case .projectName, .tenantName: .one(caller.project?.name)
        case .projectDomainID: .one(caller.projectDomain?.id)
        case .projectDomainName: .one(caller.projectDomain?.name)
        case .domainID: .one(caller.domainID)
        case .domainName: .one(caller.domain?.name)
        case .systemScope: .one(caller.isSystem ? "all" : nil)
        case .system: caller.isSystem ? .one("all") : .absent
        case .roles, .tokenRolesName: .many(caller.roles)
        case .serviceRoles: .many(caller.serviceRoles)
        case .isAdmin: .one(caller.hasRole("admin") ? "True" : "False")
        case .isAdminProject: .one(caller.domain == nil ? "True" : "False")
        case .tokenProjectID: Self.present(caller.projectID)
        case .tokenProjectName: Self.present(caller.project?.name)
        case .tokenProjectDomainID: Self.present(caller.projectDomain?.id)
        case .tokenProjectDomainName: Self.present(caller.projectDomain?.name)
        case .tokenDomainID: Self.present(caller.domainID)
        case .tokenDomainName: Self.present(caller.domain?.name)
        case .tokenSystemAll: caller.isSystem ? .one("True") : .absent
        case .tokenIsDomain: caller.isDomainProject.map { .one($0 ? "True" : "False") } ?? .absent
        case .tokenExpiresAt: .one(caller.expiresAt.text(.microseconds))
        case .tokenAuditIDs: .many(caller.auditID.map { [$0] } ?? [])
        }
    }

    private static func present(_ text: String?) -> Value { text.map { .one($0) } ?? .absent }
}

extension Caller {
    fileprivate var project: Named? { if case .project(let project, _, _) = scope { project } else { nil } }
    fileprivate var projectDomain: Named? { if case .project(_, let domain, _) = scope { domain } else { nil } }
    fileprivate var domain: Named? { if case .domain(let domain) = scope { domain } else { nil } }
    fileprivate var isDomainProject: Bool? { if case .project(_, _, let isDomain) = scope { isDomain } else { nil } }
}
