import CloudHTTP
import CloudJSON

extension FloatingIP {
    static let attributes = AttributeMap<FloatingIP>(
        "floatingip",
        Attribute.identity + [
            .text("description", \.description),
            .said("floating_network_id", .uuid, .required, field: .text("floating_network_id")) { $0.floatingNetworkID }
                .fixed(),
            .said("floating_ip_address", .address.orNull, field: .text("floating_ip_address")) { $0.floatingIPAddress }
                .fixed().guarded(),
            Attribute(name: "subnet_id", rule: .uuid.orNull, creation: .optional(nil)),
            .said("port_id", .uuid.orNull, field: .text("port_id")) { $0.portID },
            .said("fixed_ip_address", .address.orNull, field: .text("fixed_ip_address")) { $0.fixedIPAddress },
            .shown("router_id", .text("router_id")) { $0.routerID },
            .shown("status", .text("status")) { $0.status },
            .text("dns_name", \.dnsName).fixed(), .text("dns_domain", \.dnsDomain).fixed(),
            .shown("qos_policy_id") { _ in String?.none },
            .shown("port_details") { _ in String?.none },
            .shown("port_forwardings") { _ in [String]() },
        ] + Attribute.standard)
}
