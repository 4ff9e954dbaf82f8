import CloudHTTP
import CloudJSON

extension SecurityGroupRule {
    static let attributes = AttributeMap<SecurityGroupRule>(
        "security_group_rule",
        Attribute.identity + [
            .said("security_group_id", .uuid, .required, field: .text("security_group_id")) { $0.securityGroupID },
            .said("direction", .values(["ingress", "egress"]), .required, field: .text("direction")) { $0.direction },
            .said("ethertype", .ethertype, .optional("IPv4"), field: .text("ethertype")) { $0.ethertype },
            .said("protocol", .transport, field: .text("protocol_name")) { $0.protocolName },
            .said("port_range_min", .portNumber, field: .integer("port_range_min")) { $0.portRangeMin },
            .said("port_range_max", .portNumber, field: .integer("port_range_max")) { $0.portRangeMax },
            .said("remote_group_id", .uuid.orNull, field: .text("remote_group_id")) { $0.remoteGroupID },
            .said("remote_ip_prefix", .prefix.orNull, field: .text("remote_ip_prefix")) { $0.remoteIPPrefix },
            .said("remote_address_group_id", .nothing) { _ in String?.none },
            .text("description", \.description),
            .shown("normalized_cidr") { $0.normalizedCIDR },
        ] + Attribute.standard)
}

extension ValueRule {
    /// In any letters; kept as Neutron writes them.
    fileprivate static let ethertype = ValueRule { value throws(Refusal) in
        switch value.string?.lowercased() {
        case "ipv4": return "IPv4"
        case "ipv6": return "IPv6"
        default: return value
        }
    }

    /// A name in small letters, a number, or null for any.
    fileprivate static let transport = ValueRule { value throws(Refusal) in
        if let number = value.integer { return .string(String(number)) }
        guard let name = value.string?.lowercased() else { return value }
        return name == "any" || name.isEmpty ? .null : .string(name)
    }

    fileprivate static let portNumber = ValueRule { value throws(Refusal) in
        if value.isNull { return .null }
        guard let number = value.integer ?? value.string.flatMap({ Int64($0) }) else {
            throw Refusal(reason: "Invalid value for port \(value.pythonText)", isConversion: true)
        }
        return .integer(number)
    }

    fileprivate static let nothing = ValueRule { value throws(Refusal) in
        guard value.isNull else { throw Refusal(reason: "address groups are not supported") }
        return value
    }
}
