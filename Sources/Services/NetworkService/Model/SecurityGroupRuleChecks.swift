import CloudCore

extension SecurityGroupRule {
    /// Whether its parts fit one another, in Neutron's words.
    func check() throws {
        guard ethertype == "IPv4" || ethertype == "IPv6" else {
            throw Fault.badRequest(
                "Security group rule for ethertype '\(ethertype)' not supported. Allowed values are ['IPv4', 'IPv6'].",
                code: "SecurityGroupRuleInvalidEtherType")
        }
        guard remoteGroupID == nil || remoteIPPrefix == nil else {
            throw Fault.badRequest(
                "Only remote_ip_prefix or remote_group_id may be provided.",
                code: "SecurityGroupRemoteGroupAndRemoteIpPrefix")
        }
        if let prefix = remoteIPPrefix, let range = IPNetwork(prefix), (range.version == 6) != (ethertype == "IPv6") {
            throw Fault.badRequest(
                "Conflicting value ethertype \(ethertype) for CIDR \(prefix)",
                code: "SecurityGroupRuleParameterConflict")
        }
        guard let name = protocolName else {
            guard portRangeMin == nil, portRangeMax == nil else {
                throw Fault.badRequest(
                    "Must also specify protocol if port range is given.", code: "SecurityGroupProtocolRequiredWithPorts"
                )
            }
            return
        }
        guard let number = TransportProtocol.number(name) else {
            let names = TransportProtocol.numbers.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
            throw Fault.badRequest(
                "Security group rule protocol \(name) not supported. Only protocol values [None, \(names)] and integer "
                    + "representations [0 to 255] are supported.", code: "SecurityGroupRuleInvalidProtocol")
        }
        if ethertype == "IPv4", TransportProtocol.isIPv6Only(number) {
            throw Fault.badRequest(
                "Invalid ethertype \(ethertype) for protocol \(name).",
                code: "SecurityGroupEthertypeConflictWithProtocol")
        }
        try checkRange(number, name)
    }

    private func checkRange(_ number: Int, _ name: String) throws {
        if TransportProtocol.isICMP(number) {
            for (value, attribute, field) in [
                (portRangeMin, "port_range_min", "type"), (portRangeMax, "port_range_max", "code"),
            ] {
                if let value, !(0...255).contains(value) {
                    throw Fault.badRequest(
                        "Invalid value for ICMP \(field) (\(attribute)) \(value). It must be 0 to 255.",
                        code: "SecurityGroupInvalidIcmpValue")
                }
            }
            if let code = portRangeMax, portRangeMin == nil {
                throw Fault.badRequest(
                    "ICMP code (port-range-max) \(code) is provided but ICMP type (port-range-min) is missing.",
                    code: "SecurityGroupMissingIcmpType")
            }
            return
        }
        guard portRangeMin != nil || portRangeMax != nil else { return }
        guard TransportProtocol.hasPorts(number) else {
            throw Fault.badRequest(
                "Port range cannot be specified for protocol \(name).", code: "SecurityGroupInvalidProtocolForPort")
        }
        for value in [portRangeMin, portRangeMax] {
            guard let value, (0...65535).contains(value) else {
                if value == nil { continue }
                throw Fault.badRequest(
                    "Invalid value for port \(value.map { String($0) } ?? "None")",
                    code: "SecurityGroupInvalidPortValue")
            }
        }
        guard let low = portRangeMin, let high = portRangeMax, low <= high else {
            throw Fault.badRequest(
                "For TCP/UDP protocols, port_range_min must be <= port_range_max", code: "SecurityGroupInvalidPortRange"
            )
        }
    }
}
