import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Subnets: their ranges, gateways and pools.
struct SubnetLifecycle: Lifecycle {
    let map = Subnet.attributes

    func missing(_ id: String) -> Fault { .missingSubnet(id) }

    func visibility(_ projectID: String) -> SQLCondition { Subnet.visible(to: projectID) }

    func condition(_ name: String, _ values: [String]) -> SQLCondition? {
        switch (name, values.last) {
        case ("shared", let value?), ("router:external", let value?):
            let isSo = ["true", "1", "yes"].contains(value.lowercased())
            return name == "shared" ? Subnet.ofNetworks(shared: isSo) : Subnet.ofNetworks(external: isSo)
        default: return Conditions.tags(name, values)
        }
    }

    func target(_ values: Values, _ projectID: String, _ work: Work) throws -> PolicyTarget {
        let network = try work.usableNetwork(values.string("network_id") ?? "")
        var target = PolicyTarget.project(projectID)
        target["network:project_id"] = network.projectID
        target["shared"] = network.shared ? "True" : "False"
        return target
    }

    func target(_ row: Subnet, _ work: Work) throws -> PolicyTarget {
        let network = try work.network(row.networkID)
        var target = PolicyTarget.project(row.projectID)
        target["network:project_id"] = network.projectID
        target["shared"] = network.shared ? "True" : "False"
        return target
    }

    func create(_ values: Values, _ projectID: String, _ work: Work) throws -> Subnet {
        try work.requireQuota(Subnet.self, "subnet", projectID)
        var network = try work.network(values.string("network_id") ?? "")
        let version = values.int("ip_version") ?? 4
        guard let text = values.string("cidr"), let range = IPNetwork(text) else {
            throw Fault.badRequest(
                "Bad subnets request: a subnetpool must be specified in the absence of a cidr.", code: "BadRequest")
        }
        var subnet = Subnet(
            id: work.newID, projectID: projectID, networkID: network.id, ipVersion: version, cidr: text,
            createdAt: work.now,
            updatedAt: work.now)
        map.apply(values, to: &subnet)
        subnet.hostRoutes = values.routes("host_routes") ?? []
        subnet.ipv6AddressMode = values.string("ipv6_address_mode")
        subnet.ipv6RAMode = values.string("ipv6_ra_mode")
        try SubnetRules.check(subnet, range)
        try requireNoOverlap(range, network, work)
        let gateway = try gateway(values, range)
        subnet.gatewayIP = gateway?.text
        if let pools = values.pools {
            subnet.allocationPools = try SubnetRules.checked(pools, range, gateway)
        } else {
            subnet.allocationPools = AllocationPool.all(of: range, without: gateway)
        }
        try work.table(Subnet.self).insert(subnet)
        network.subnets.append(subnet.id)
        try work.store(&network)
        try work.refreshDHCP(network.id)
        work.wake(hosts: try work.hosts(ofNetworks: [network.id]))
        return subnet
    }

    func update(_ row: inout Subnet, _ values: Values, _ work: Work) throws {
        guard let range = row.network else { throw Fault.invalidInput("The subnet has no range.") }
        map.apply(values, to: &row)
        if let routes = values.routes("host_routes") { row.hostRoutes = routes }
        if let asked = values.nullable("gateway_ip"), asked != row.gatewayIP {
            if let old = row.gatewayIP { try requireUnused(old, row, work) }
            row.gatewayIP = asked
        }
        let gateway = row.gatewayIP.flatMap { IPAddress($0) }
        let pools = values.pools ?? row.allocationPools
        row.allocationPools = try SubnetRules.checked(pools, range, gateway)
        try SubnetRules.check(row, range)
        if let gateway { try SubnetRules.check(gateway: gateway, range) }
        if values.all["enable_dhcp"] != nil {
            // The DHCP port's addresses follow; it looks at the rows as they will be.
            try work.table(Subnet.self).update(set: ["enable_dhcp": .bool(row.enableDHCP)], where: [row.key])
            try work.refreshDHCP(row.networkID)
        }
        work.wake(hosts: try work.hosts(ofNetworks: [row.networkID]))
    }

    func delete(_ row: Subnet, _ work: Work) throws {
        let allocations = try work.table(IPAllocation.self).list(
            ListQuery(filters: [.init("subnet_id", .isIn, [.string(row.id)])]))
        var ports = try work.table(Port.self).find(keys: allocations.map(\.portID))
        let hosts = try work.hosts(ofNetworks: [row.networkID])
        let holding = ports.contains {
            $0.deviceOwner != PortOwner.dhcp && (!row.isAutoAddressed || PortOwner.protected.contains($0.deviceOwner))
        }
        guard !holding else { throw Fault.subnetInUse(row.id) }
        for index in ports.indices {
            ports[index].fixedIPs.removeAll { $0.subnetID == row.id }
            try work.store(&ports[index])
        }
        try work.table(IPAllocation.self).delete(where: [.init("subnet_id", .isIn, [.string(row.id)])])
        try work.table(Subnet.self).delete(row.id)
        var network = try work.network(row.networkID)
        network.subnets.removeAll { $0 == row.id }
        try work.store(&network)
        try work.refreshDHCP(network.id)
        work.wake(hosts: hosts)
    }

    private func requireNoOverlap(_ range: IPNetwork, _ network: Network, _ work: Work) throws {
        for other in try work.subnets(of: network.id) {
            guard let used = other.network, used.overlaps(range) else { continue }
            throw Fault.invalidInput(
                "Requested subnet with cidr: \(range.text) for network: \(network.id) overlaps with another subnet.")
        }
    }

    /// The asked gateway; the range's first address when none is named; nil when none is wanted.
    private func gateway(_ values: Values, _ range: IPNetwork) throws -> IPAddress? {
        guard let asked = values.nullable("gateway_ip") else {
            return range.address.width - range.length < 2 ? nil : range.first.advanced(by: 1)
        }
        guard let gateway = asked.flatMap({ IPAddress($0) }) else { return nil }
        try SubnetRules.check(gateway: gateway, range)
        return gateway
    }

    private func requireUnused(_ gateway: String, _ subnet: Subnet, _ work: Work) throws {
        let key = IPAllocation.key(FixedIP(subnetID: subnet.id, ipAddress: gateway))
        guard let allocation = try work.table(IPAllocation.self).find(key),
            try work.port(allocation.portID).deviceOwner == PortOwner.routerInterface
        else { return }
        throw Fault.conflict(
            "Current gateway ip \(gateway) already in use by port \(allocation.portID). Unable to update.",
            code: "GatewayIpInUse")
    }
}

extension NetworkResource {
    /// The condition that finds this row.
    var key: ListQuery.Filter { ListQuery.Filter("id", .isIn, [.string(id)]) }
}

extension Values {
    fileprivate var pools: [AllocationPool]? {
        self["allocation_pools"]?.array?.map {
            AllocationPool(start: $0["start"]?.string ?? "", end: $0["end"]?.string ?? "")
        }
    }
}
