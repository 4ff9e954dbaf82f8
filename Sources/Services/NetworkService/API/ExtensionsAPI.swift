import CloudCore
import CloudHTTP
import CloudJSON

/// `/v2.0/extensions`: what of Neutron beyond its core is here. Only what works.
struct ExtensionsAPI: Sendable {
    private static let all: [(alias: String, name: String, description: String)] = [
        ("address-assignment", "IP allocation", "Addresses are chosen when a port is created."),
        ("agent", "agent", "The agent management extension."),
        ("allowed-address-pairs", "Allowed Address Pairs", "Provides allowed address pairs"),
        ("availability_zone", "Availability Zone", "The availability zone extension."),
        ("binding", "Port Binding", "Expose port bindings of a virtual port to external application"),
        ("dns-integration", "DNS Integration", "Names of ports for the network's own DNS."),
        ("ext-gw-mode", "Neutron L3 Configurable external gateway mode", "Source NAT of routers can be switched off."),
        ("external-net", "Neutron external network", "Adds external network attribute to network resource."),
        ("extra_dhcp_opt", "Neutron Extra DHCP options", "Extra options configuration for DHCP."),
        ("extraroute", "Neutron Extra Route", "Extra routes configuration for L3 router"),
        ("extraroute-atomic", "Atomically add/remove extra routes", "Edit extra routes of a router atomically."),
        ("filter-validation", "Filter parameters validation", "Filters by the attributes of resources."),
        ("net-mtu", "Network MTU", "Provides MTU attribute for a network resource."),
        ("net-mtu-writable", "Network MTU (writable)", "Provides a writable MTU attribute for a network resource."),
        (
            "network-ip-availability", "Network IP Availability",
            "Provides IP availability data for each network and subnet."
        ),
        ("network_availability_zone", "Network Availability Zone", "Availability zone support for network."),
        ("pagination", "Pagination support", "Extension that indicates that pagination is enabled."),
        ("port-mac-address-regenerate", "Port MAC address", "MAC addresses of unbound ports can be changed."),
        ("port-security", "Port Security", "Provides port security"),
        ("project-id", "project_id field enabled", "Extension that indicates that project_id field is enabled."),
        ("provider", "Provider Network", "Expose mapping of virtual networks to physical networks"),
        ("quotas", "Quota management support", "Expose functions for quotas management per tenant"),
        (
            "quota_details", "Quota details management support",
            "Expose functions for quotas usage statistics per project"
        ),
        ("revision-if-match", "If-Match constraints based on revision_number", "If-Match based on revision_number"),
        (
            "router", "Neutron L3 Router",
            "Router abstraction for basic L3 forwarding between L2 networks and NAT gateway."
        ),
        ("router_availability_zone", "Router Availability Zone", "Availability zone support for router."),
        ("security-group", "security-group", "The security groups extension."),
        (
            "security-groups-normalized-cidr", "Normalized CIDR field for security group rules",
            "normalized_cidr in rules"
        ),
        ("service-type", "Neutron Service Type Management", "API for retrieving service providers"),
        ("sorting", "Sorting support", "Extension that indicates that sorting is enabled."),
        ("standard-attr-description", "standard-attr-description", "Descriptions of resources"),
        ("standard-attr-revisions", "Resource revision numbers", "Revision numbers of resources"),
        ("standard-attr-tag", "Tag support for resources with standard attribute", "Enables to set tag on resources."),
        ("standard-attr-timestamp", "Resource timestamps", "created_at and updated_at of resources"),
        ("stateful-security-group", "Stateful security group", "Indicates if the security group is stateful or not"),
        ("subnet-service-types", "Subnet service types", "Provides ability to set the subnet service_types field"),
    ]

    var routes: [Route] {
        [
            .get("/v2.0/extensions", "get_extension", list), .get("/v2.0/extensions/{alias}", "get_extension", show),
            .get("/v2.0/service-providers", "get_service_provider", providers),
        ]
    }

    private func list(_ request: APIRequest) -> Response {
        .json { writer in
            writer.object { writer in
                writer.field("extensions") { writer in
                    writer.array(Self.all) { write($1, &$0) }
                }
            }
        }
    }

    private func show(_ request: APIRequest) throws -> Response {
        let alias = request.parameter("alias")
        guard let found = Self.all.first(where: { $0.alias == alias }) else {
            throw Fault.notFound("Extension with alias \(alias) does not exist", code: "ExtensionNotFound")
        }
        return .json { writer in
            writer.object { writer in writer.field("extension") { write(found, &$0) } }
        }
    }

    private func providers(_ request: APIRequest) -> Response {
        .json { writer in
            writer.object { writer in
                writer.field("service_providers") { writer in
                    writer.array(["L3_ROUTER_NAT"]) { writer, type in
                        writer.object { writer in
                            writer.field("service_type", type)
                            writer.field("name", "apus")
                            writer.field("default", true)
                        }
                    }
                }
            }
        }
    }

    private func write(_ item: (alias: String, name: String, description: String), _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("alias", item.alias)
            writer.field("name", item.name)
            writer.field("description", item.description)
            writer.field("updated", "2026-11-21T00:00:00-00:00")
            writer.field("links", [String]())
        }
    }
}
