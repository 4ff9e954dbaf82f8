import CloudHTTP
import CloudJSON

extension Router {
    static let attributes = AttributeMap<Router>(
        "router",
        Attribute.identity + [
            .text("name", \.name), .text("description", \.description),
            .bool("admin_state_up", \.adminStateUp, default: true),
            .shown("status", .text("status")) { $0.status },
            .said("external_gateway_info", .object.orNull) { router in
                router.gateway.map { gateway -> JSON in
                    [
                        "network_id": .string(gateway.networkID), "enable_snat": .bool(gateway.enableSNAT),
                        "external_fixed_ips": gateway.fixedIPs.json,
                    ]
                }
            },
            .said("routes", .routes) { $0.routes.json },
            .said("distributed", .boolean) { _ in false }.guarded().hidden(),
            .said("ha", .boolean) { _ in false }.guarded().hidden(),
            .texts("availability_zone_hints", \.availabilityZoneHints).fixed(),
            .shown("availability_zones") { $0.host == nil ? [] : ["nova"] },
            .shown("flavor_id") { _ in String?.none },
            .shown("enable_ndp_proxy") { _ in false },
        ] + Attribute.standard)
}
