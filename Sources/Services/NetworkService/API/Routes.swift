import CloudHTTP

extension NetworkRole {
    /// The whole API on one screen.
    static func routes(_ core: NetworkCore) -> [Route] {
        let routers = ResourceAPI(core, RouterLifecycle(), plural: "routers")
        let resources: [[Route]] = [
            ResourceAPI(core, NetworkLifecycle(), plural: "networks").routes("networks"),
            ResourceAPI(core, SubnetLifecycle(), plural: "subnets").routes("subnets"),
            ResourceAPI(core, PortLifecycle(), plural: "ports").routes("ports"),
            ResourceAPI(core, SecurityGroupLifecycle(), plural: "security_groups").routes("security-groups"),
            ResourceAPI(core, SecurityGroupRuleLifecycle(), plural: "security_group_rules")
                .routes("security-group-rules", updates: false, tags: false),
            routers.routes("routers"),
            ResourceAPI(core, FloatingIPLifecycle(), plural: "floatingips").routes("floatingips"),
        ]
        return resources.flatMap { $0 }
            + RouterInterfaceAPI(actions: RouterInterfaceActions(core), routers: routers).routes
            + QuotaAPI(actions: QuotaActions(core: core)).routes
            + AgentAPI(actions: AgentActions(core: core), clock: core.clock).routes
            + AvailabilityAPI(actions: AvailabilityActions(core: core)).routes + ExtensionsAPI().routes
            + VersionsAPI().routes
    }
}
