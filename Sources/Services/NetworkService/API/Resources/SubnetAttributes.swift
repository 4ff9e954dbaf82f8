import CloudHTTP
import CloudJSON

extension Subnet {
    static let attributes = AttributeMap<Subnet>(
        "subnet",
        Attribute.identity + [
            .text("name", \.name), .text("description", \.description),
            .said("network_id", .uuid, .required, field: .text("network_id")) { $0.networkID }.fixed(),
            .said("ip_version", .values([4, 6]), .required, field: .integer("ip_version")) { $0.ipVersion }.fixed(),
            .said("cidr", .cidr, field: .text("cidr")) { $0.cidr }.fixed(),
            .said("gateway_ip", .address.orNull, field: .text("gateway_ip")) { $0.gatewayIP },
            .said("allocation_pools", .pools) { subnet in
                JSON.array(subnet.allocationPools.map { ["start": .string($0.start), "end": .string($0.end)] })
            },
            .texts("dns_nameservers", \.dnsNameservers, .address.list()),
            .said("host_routes", .routes, .optional([])) { $0.hostRoutes.json },
            .bool("enable_dhcp", \.enableDHCP, default: true),
            .said("ipv6_address_mode", .ipv6Mode, field: .text("ipv6_address_mode")) { $0.ipv6AddressMode }.fixed(),
            .said("ipv6_ra_mode", .ipv6Mode, field: .text("ipv6_ra_mode")) { $0.ipv6RAMode }.fixed(),
            .texts("service_types", \.serviceTypes),
            .shown("subnetpool_id") { _ in String?.none },
            .shown("dns_publish_fixed_ip") { _ in false },
            .shown("segment_id") { _ in String?.none },
        ] + Attribute.standard)
}

extension ValueRule {
    fileprivate static let ipv6Mode = values(["dhcpv6-stateful", "dhcpv6-stateless", "slaac"]).orNull
}
