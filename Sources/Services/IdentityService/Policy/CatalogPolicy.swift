import CloudAuth

/// Regions, services, endpoints; which of them a project sees; and the policies kept for services.
extension IdentityPolicy {
    static let catalog: [PolicyRule] =
        managed("region", "regions", "a region", "regions", scopes: everyScope, readers: "")
        + managed("service", "services", "a service", "services")
        + managed("endpoint", "endpoints", "an endpoint", "endpoints")

    static let catalogFilters: [PolicyRule] =
        managed("endpoint_group", "endpoint_groups", "an endpoint group", "endpoint groups") + [
            read("list_projects_associated_with_endpoint_group", "List the projects of an endpoint group."),
            read("list_endpoints_associated_with_endpoint_group", "List the endpoints of an endpoint group."),
            read("get_endpoint_group_in_project", "Check that a project has an endpoint group."),
            read("list_endpoint_groups_for_project", "List the endpoint groups of a project."),
            write("add_endpoint_group_to_project", "Give a project an endpoint group."),
            write("remove_endpoint_group_from_project", "Take an endpoint group from a project."),
            read("list_projects_for_endpoint", "List the projects that see an endpoint."),
            write("add_endpoint_to_project", "Let a project see an endpoint."),
            read("check_endpoint_in_project", "Check that a project sees an endpoint."),
            read("list_endpoints_for_project", "List the endpoints that a project sees."),
            write("remove_endpoint_from_project", "Let a project see an endpoint no longer."),
        ]

    static let catalogPolicies: [PolicyRule] =
        managed("policy", "policies", "a policy", "policies")
        + ["endpoint", "service", "region_and_service"].flatMap { place in
            [
                write("create_policy_association_for_\(place)", "Tie a policy to \(words(place))."),
                read("check_policy_association_for_\(place)", "Check a policy's tie to \(words(place))."),
                write("delete_policy_association_for_\(place)", "Untie a policy from \(words(place))."),
            ]
        } + [
            read("get_policy_for_endpoint", "Show the policy in effect for an endpoint."),
            read("list_endpoints_for_policy", "List the endpoints that a policy is in effect for."),
        ]

    private static func read(_ name: String, _ summary: String) -> PolicyRule {
        rule(name, adminOrSystemReader, summary, notDomain)
    }

    private static func write(_ name: String, _ summary: String) -> PolicyRule {
        rule(name, admin, summary, notDomain)
    }

    private static func words(_ place: String) -> String {
        switch place {
        case "endpoint": "an endpoint"
        case "service": "a service"
        default: "a service in a region"
        }
    }
}
