import CloudCore

/// What a subnet's parts must be to one another.
enum SubnetRules {
    static func check(_ subnet: Subnet, _ range: IPNetwork) throws {
        guard range.version == subnet.ipVersion else {
            throw Fault.invalidInput("cidr '\(range.text)' does not match the ip_version '\(subnet.ipVersion)'")
        }
        guard !(range.isV6 ? range.length == 0 : range.length == 0) else {
            throw Fault.invalidInput("0 is not allowed as CIDR prefix length")
        }
        for server in subnet.dnsNameservers where IPAddress(server)?.version != subnet.ipVersion {
            throw Fault.invalidInput("dns_nameserver '\(server)' does not match the ip_version '\(subnet.ipVersion)'")
        }
        for route in subnet.hostRoutes {
            for text in [route.destination, route.nexthop] where IPNetwork(text)?.version != subnet.ipVersion {
                throw Fault.invalidInput(
                    "host_routes '\(text)' does not match the ip_version '\(subnet.ipVersion)'")
            }
        }
        guard subnet.ipv6AddressMode != nil || subnet.ipv6RAMode != nil else { return }
        guard subnet.ipVersion == 6 else {
            let name = subnet.ipv6RAMode != nil ? "ipv6_ra_mode" : "ipv6_address_mode"
            throw Fault.invalidInput("\(name) is not valid when ip_version is 4")
        }
        if let ra = subnet.ipv6RAMode, let address = subnet.ipv6AddressMode, ra != address {
            throw Fault.invalidInput(
                "ipv6_ra_mode set to '\(ra)' with ipv6_address_mode set to '\(address)' is not valid. "
                    + "If both attributes are set, they must be the same value")
        }
        guard subnet.enableDHCP else {
            throw Fault.invalidInput("ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False")
        }
        if subnet.isAutoAddressed, range.length != 64 {
            throw Fault.invalidInput(
                "Invalid CIDR \(range.text) for IPv6 address mode. OpenStack uses the EUI-64 address format, "
                    + "which requires the prefix to be /64")
        }
    }

    static func check(gateway: IPAddress, _ range: IPNetwork) throws {
        guard gateway.isV6 == range.isV6 else {
            throw Fault.invalidInput("gateway_ip '\(gateway.text)' does not match the ip_version '\(range.version)'")
        }
        // An IPv6 gateway may be link-local.
        let isLinkLocal = gateway.isV6 && gateway.value >> 118 == 0x3fa
        guard range.contains(gateway) || isLinkLocal else {
            throw Fault.invalidInput("Gateway is not valid on subnet")
        }
        guard range.isV6 || range.length > 30 || (gateway != range.first && gateway != range.last) else {
            throw Fault.invalidInput("Gateway is not valid on subnet")
        }
    }

    /// The pools in order, when they lie in the range, apart from one another and from the gateway.
    static func checked(_ pools: [AllocationPool], _ range: IPNetwork, _ gateway: IPAddress?) throws -> [AllocationPool]
    {
        var ranges: [(pool: AllocationPool, range: ClosedRange<IPAddress>)] = []
        for pool in pools {
            guard let bounds = pool.range else {
                throw Fault.badRequest(
                    "The start IP \(pool.start) of the pool must not be greater than its end \(pool.end).",
                    code: "InvalidAllocationPool")
            }
            guard range.contains(bounds.lowerBound), range.contains(bounds.upperBound),
                range.usable.contains(bounds.lowerBound), range.usable.contains(bounds.upperBound)
            else {
                throw Fault.badRequest(
                    "The allocation pool \(pool.start)-\(pool.end) is not valid for the subnet \(range.text): "
                        + "it spans beyond the subnet cidr.", code: "OutOfBoundsAllocationPool")
            }
            if let gateway, bounds.contains(gateway) {
                throw Fault.conflict(
                    "Gateway ip \(gateway.text) conflicts with allocation pool \(pool.start)-\(pool.end).",
                    code: "GatewayConflictWithAllocationPools")
            }
            if let other = ranges.first(where: { $0.range.overlaps(bounds) }) {
                throw Fault.conflict(
                    "Found overlapping allocation pools: \(other.pool.start)-\(other.pool.end), "
                        + "\(pool.start)-\(pool.end) for subnet \(range.text).", code: "OverlappingAllocationPools")
            }
            ranges.append((pool, bounds))
        }
        return ranges.sorted { $0.range.lowerBound < $1.range.lowerBound }.map(\.pool)
    }
}
