import CloudHTTP
import CloudJSON

extension Port {
    static let attributes = AttributeMap<Port>(
        "port",
        Attribute.identity + [
            .text("name", \.name), .text("description", \.description),
            .said("network_id", .uuid, .required, field: .text("network_id")) { $0.networkID }.fixed(),
            .bool("admin_state_up", \.adminStateUp, default: true),
            .shown("status", .text("status")) { $0.status.rawValue },
            .said("mac_address", .mac, field: .text("mac_address")) { $0.macAddress }.guarded(),
            .said("fixed_ips", .fixedIPs) { $0.fixedIPs.json },
            .text("device_id", \.deviceID), .text("device_owner", \.deviceOwner),
            .said("security_groups", .uuid.list().orNull) { $0.securityGroups },
            .said("allowed_address_pairs", .addressPairs, .optional([])) { port in
                JSON.array(
                    port.allowedAddressPairs.map {
                        [
                            "ip_address": .string($0.ipAddress),
                            "mac_address": .string($0.macAddress ?? port.macAddress),
                        ]
                    })
            },
            .said("port_security_enabled", .boolean, field: .boolean("port_security_enabled")) {
                $0.portSecurityEnabled
            },
            .said("extra_dhcp_opts", .dhcpOptions) { port in
                JSON.array(
                    port.extraDHCPOpts.map {
                        [
                            "opt_name": .string($0.name), "opt_value": .string($0.value),
                            "ip_version": .integer(Int64($0.ipVersion)),
                        ]
                    })
            },
            .text("dns_name", \.dnsName), .text("dns_domain", \.dnsDomain),
            .shown("dns_assignment") { port in
                JSON.array(
                    port.fixedIPs.map {
                        [
                            "hostname": .string(port.hostname()), "ip_address": .string($0.ipAddress),
                            "fqdn": .string(port.hostname() + ".openstacklocal."),
                        ]
                    })
            },
            .said("binding:host_id", .text().orNull, field: .text("host_id")) { $0.hostID }.guarded().hidden(),
            .said("binding:profile", .object.orNull) { JSON.object($0.profile) }.guarded().hidden(),
            .said("binding:vnic_type", .values(["normal"]), field: .text("vnic_type")) { $0.vnicType },
            .shown("binding:vif_type", .text("vif_type")) { $0.vifType }.hidden(),
            .shown("binding:vif_details") { JSON.object($0.vifDetails) }.hidden(),
            .shown("ip_allocation") { $0.fixedIPs.isEmpty ? "none" : "immediate" },
            .shown("resource_request") { _ in String?.none },
            .shown("qos_policy_id") { _ in String?.none },
            .shown("qos_network_policy_id") { _ in String?.none },
            .shown("propagate_uplink_status") { _ in true },
        ] + Attribute.standard)
}
