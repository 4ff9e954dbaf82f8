import CloudHTTP

/// The whole API on one screen: each resource's own routes stand in its file.
struct IdentityRoutes: Sendable {
    let tokens: TokensAPI
    let access: AccessAPI
    let domains: DomainsAPI
    let projects: ProjectsAPI
    let tags: ProjectTagsAPI
    let users: UsersAPI
    let groups: GroupsAPI
    let memberships: MembershipsAPI
    let roles: RolesAPI
    let impliedRoles: ImpliedRolesAPI
    let grants: GrantsAPI
    let assignments: RoleAssignmentsAPI
    let regions: RegionAPI
    let services: ServicesAPI
    let endpoints: EndpointsAPI
    let applicationCredentials: ApplicationCredentialsAPI

    var all: [Route] {
        DiscoveryAPI().routes + tokens.routes + access.routes + domains.routes + projects.routes + tags.routes
            + users.routes + groups.routes + memberships.routes + roles.routes + impliedRoles.routes + grants.routes
            + assignments.routes + regions.routes + services.routes + endpoints.routes + applicationCredentials.routes
    }
}
