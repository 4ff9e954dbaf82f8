import CloudConfiguration
import CloudHTTP
import CloudObservability

/// The whole API on one screen: each resource's own routes stand in its file.
enum IdentityRoutes {
    static func all(_ base: IdentityFoundation) throws -> [Route] {
        let areas: [[Route]] = [
            DiscoveryAPI().routes, try signingIn(base), catalog(base.kit), resources(base), people(base),
            roles(base.kit), base.secrets.routes(base.kit, base.tokens), base.people.routes,
            base.directories.routes(base.kit), try IdentityRole.delegationRoutes(base),
            IdentityRole.limitRoutes(base.kit), IdentityRole.catalogRoutes(base.kit),
            try IdentityRole.federationRoutes(base.kit, base.signIn, base.people.receipts.keys, base.configuration),
        ]
        return HomeDocument.serving(areas.joined().map { $0.informed(by: base.directories.directories) })
    }

    private static func signingIn(_ base: IdentityFoundation) throws -> [Route] {
        let credentials = ApplicationCredentialActions(
            kit: base.kit, hasher: base.hasher, tokens: base.tokens,
            limit: try base.configuration[IdentitySettings.applicationCredentialLimit])
        return TokensAPI(
            actions: base.signIn, body: TokenRequestBody(base.methods), tracer: base.observability.tracer,
            evidence: base.evidence
        ).routes + AccessAPI(actions: AccessActions(kit: base.kit, tokens: base.tokens)).routes
            + ApplicationCredentialsAPI(actions: credentials).routes
    }

    private static func catalog(_ kit: IdentityKit) -> [Route] {
        RegionAPI(actions: RegionActions(kit: kit)).routes + ServicesAPI(actions: ServiceActions(kit: kit)).routes
            + EndpointsAPI(actions: EndpointActions(kit: kit)).routes
    }

    private static func resources(_ base: IdentityFoundation) -> [Route] {
        DomainsAPI(actions: DomainActions(kit: base.kit)).routes
            + ProjectsAPI(actions: ProjectActions(kit: base.kit)).routes
            + ProjectTagsAPI(actions: ProjectTagActions(kit: base.kit)).routes
    }

    private static func people(_ base: IdentityFoundation) -> [Route] {
        let groups = GroupActions(kit: base.kit)
        let users = UserActions(kit: base.kit, passwords: base.people.passwords)
        return UsersAPI(actions: users, groups: groups, projects: ProjectActions(kit: base.kit)).routes
            + GroupsAPI(actions: groups).routes + MembershipsAPI(actions: MembershipActions(kit: base.kit)).routes
    }

    private static func roles(_ kit: IdentityKit) -> [Route] {
        RolesAPI(actions: RoleActions(kit: kit)).routes
            + ImpliedRolesAPI(actions: ImpliedRoleActions(kit: kit)).routes
            + GrantsAPI(actions: GrantActions(kit: kit)).routes
            + RoleAssignmentsAPI(actions: RoleAssignmentActions(kit: kit)).routes
    }
}
