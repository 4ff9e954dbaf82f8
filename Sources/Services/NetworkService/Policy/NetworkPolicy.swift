import CloudAuth

/// Neutron's default rules.
enum NetworkPolicy {
    static let rules: [PolicyRule] = [personas, networks, ports, routers, groups, others].flatMap { $0 }

    private static let personas: [PolicyRule] = [
        PolicyRule("context_is_admin", "role:admin", "Who sees and does everything."),
        PolicyRule("service_api", "role:service or service_roles:service"),
        PolicyRule("admin_only", "rule:context_is_admin"),
        PolicyRule("project_reader", "role:reader and project_id:%(project_id)s"),
        PolicyRule("project_member", "role:member and project_id:%(project_id)s"),
        PolicyRule("reader", "rule:admin_only or rule:project_reader"),
        PolicyRule("member", "rule:admin_only or rule:project_member"),
        PolicyRule("network_owner", "role:member and project_id:%(network:project_id)s"),
        PolicyRule("network_reader", "role:reader and project_id:%(network:project_id)s"),
        PolicyRule("shared", "True:%(shared)s"),
        PolicyRule("external", "True:%(router:external)s"),
    ]

    private static let networks: [PolicyRule] =
        operations("network", get: "rule:reader or rule:shared or rule:external")
        + guarded(
            "network",
            [
                "shared", "router:external", "is_default", "provider:network_type",
                "provider:physical_network", "provider:segmentation_id",
            ])
        + hidden("network", ["provider:network_type", "provider:physical_network", "provider:segmentation_id"])
        + [
            PolicyRule("get_subnet", "rule:reader or rule:shared or rule:network_reader"),
            PolicyRule("create_subnet", "rule:admin_only or (rule:project_member and rule:network_owner)"),
            PolicyRule("update_subnet", "rule:member or rule:network_owner"),
            PolicyRule("delete_subnet", "rule:member or rule:network_owner"),
        ]

    private static let ports: [PolicyRule] =
        [
            PolicyRule("get_port", "rule:reader or rule:network_reader"),
            PolicyRule("create_port", "rule:member"),
            PolicyRule("create_port:mac_address", "rule:admin_only or rule:network_owner"),
            PolicyRule("update_port", "rule:member"),
            PolicyRule("update_port:mac_address", "rule:admin_only or rule:service_api"),
            PolicyRule("delete_port", "rule:member or rule:network_owner"),
        ]
        + ["create", "update"].flatMap { verb in
            ["binding:host_id", "binding:profile"].map {
                PolicyRule("\(verb)_port:\($0)", "rule:admin_only or rule:service_api")
            }
        }
        + ["binding:host_id", "binding:profile", "binding:vif_type", "binding:vif_details"].map {
            PolicyRule("get_port:\($0)", "rule:admin_only or rule:service_api")
        }

    private static let routers: [PolicyRule] =
        operations("router")
        + guarded(
            "router",
            [
                "distributed", "ha", "external_gateway_info:enable_snat",
                "external_gateway_info:external_fixed_ips",
            ])
        + hidden("router", ["distributed", "ha"])
        + ["add_router_interface", "remove_router_interface", "add_extraroutes", "remove_extraroutes"].map {
            PolicyRule($0, "rule:member")
        }
        + operations("floatingip") + [PolicyRule("create_floatingip:floating_ip_address", "rule:admin_only")]

    private static let groups: [PolicyRule] = operations("security_group") + operations("security_group_rule")

    private static let others: [PolicyRule] = [
        PolicyRule("get_quota", "rule:reader"), PolicyRule("update_quota", "rule:admin_only"),
        PolicyRule("delete_quota", "rule:admin_only"), PolicyRule("get_agent", "rule:admin_only"),
        PolicyRule("update_agent", "rule:admin_only"), PolicyRule("delete_agent", "rule:admin_only"),
        PolicyRule("get_availability_zone", "@"), PolicyRule("get_service_provider", "@"),
        PolicyRule("get_extension", "@"), PolicyRule("get_network_ip_availability", "rule:admin_only"),
    ]

    /// The four rules of a resource that its project owns.
    private static func operations(_ name: String, get: String = "rule:reader") -> [PolicyRule] {
        [
            PolicyRule("get_\(name)", get), PolicyRule("create_\(name)", "rule:member"),
            PolicyRule("update_\(name)", "rule:member"), PolicyRule("delete_\(name)", "rule:member"),
        ]
    }

    /// Attributes that the admin alone may say.
    private static func guarded(_ name: String, _ attributes: [String]) -> [PolicyRule] {
        attributes.flatMap {
            [
                PolicyRule("create_\(name):\($0)", "rule:admin_only"),
                PolicyRule("update_\(name):\($0)", "rule:admin_only"),
            ]
        }
    }

    /// Attributes that the admin alone sees.
    private static func hidden(_ name: String, _ attributes: [String]) -> [PolicyRule] {
        attributes.map { PolicyRule("get_\(name):\($0)", "rule:admin_only") }
    }
}
