import CloudHTTP
import CloudJSON

extension Network {
    static let attributes = AttributeMap<Network>(
        "network",
        Attribute.identity + [
            .text("name", \.name), .text("description", \.description),
            .bool("admin_state_up", \.adminStateUp, default: true),
            .shown("status", .text("status")) { $0.status },
            .shown("subnets") { $0.subnets },
            .bool("shared", \.shared, default: false).guarded(),
            .bool("router:external", \.external, default: false, column: "external").guarded(),
            .bool("is_default", \.isDefault, default: false).guarded(),
            Attribute(
                name: "provider:network_type", rule: .text(), creation: .optional(nil), isGuarded: true, isHidden: true,
                field: .text("network_type"), write: { $0.field("provider:network_type", $1.networkType.rawValue) }),
            Attribute(
                name: "provider:physical_network", rule: .text().orNull, creation: .optional(nil), isGuarded: true,
                isHidden: true, field: .text("physical_network"),
                write: { $0.field("provider:physical_network", $1.physicalNetwork) }),
            Attribute(
                name: "provider:segmentation_id", rule: .integer(1...16_777_215).orNull, creation: .optional(nil),
                isGuarded: true, isHidden: true, field: .integer("segmentation_id"),
                write: { $0.field("provider:segmentation_id", $1.segmentationID) }),
            .said("mtu", .integer(0...65535), field: .integer("mtu")) { $0.mtu },
            .bool("port_security_enabled", \.portSecurityEnabled, default: true),
            .text("dns_domain", \.dnsDomain),
            .texts("availability_zone_hints", \.availabilityZoneHints).fixed(),
            .shown("availability_zones") { _ in ["nova"] },
            .shown("ipv4_address_scope") { _ in String?.none },
            .shown("ipv6_address_scope") { _ in String?.none },
            .shown("l2_adjacency") { _ in true },
            .shown("qos_policy_id") { _ in String?.none },
        ] + Attribute.standard)
}
