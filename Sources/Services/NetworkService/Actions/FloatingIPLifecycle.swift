import CloudAuth
import CloudCore
import CloudSQL

/// Floating IPs: their address, and what it stands for.
struct FloatingIPLifecycle: Lifecycle {
    let map = FloatingIP.attributes

    func missing(_ id: String) -> Fault { .missingFloatingIP(id) }

    func create(_ values: Values, _ projectID: String, _ work: Work) throws -> FloatingIP {
        let networkID = values.string("floating_network_id") ?? ""
        let network = try work.usableNetwork(networkID)
        guard network.external else {
            throw Fault.badFloatingIP("Network \(networkID) is not a valid external network")
        }
        try work.requireQuota(FloatingIP.self, "floatingip", projectID)
        let id = work.newID
        let address = values.string("floating_ip_address")
        let subnets = try work.subnets(of: networkID)
        guard subnets.contains(where: { $0.ipVersion == 4 }) else {
            throw Fault.badFloatingIP("Network \(networkID) does not contain any IPv4 subnet")
        }
        let wanted = try wanted(address, values.string("subnet_id"), subnets, network, work)
        let port = try work.makeServicePort(
            network, owner: PortOwner.floatingIP, device: id, status: .notApplicable, wanted: wanted)
        guard let own = port.fixedIPs.first else { throw Fault.noAddresses(networkID) }
        var floating = FloatingIP(
            id: id, projectID: projectID, floatingNetworkID: networkID, floatingIPAddress: own.ipAddress,
            floatingPortID: port.id, createdAt: work.now, updatedAt: work.now)
        map.apply(values, to: &floating)
        if let target = values.string("port_id") {
            try associate(&floating, target, values.string("fixed_ip_address"), work)
        } else if values.string("fixed_ip_address") != nil {
            throw Fault.badFloatingIP("fixed_ip_address cannot be specified without a port_id")
        }
        try work.table(FloatingIP.self).insert(floating)
        try announce(floating, before: nil, work)
        return floating
    }

    func update(_ row: inout FloatingIP, _ values: Values, _ work: Work) throws {
        let before = row
        map.apply(values, to: &row)
        if let target = values.nullable("port_id") {
            row.portID = nil
            row.fixedIPAddress = nil
            row.routerID = nil
            row.status = "DOWN"
            if let target { try associate(&row, target, values.string("fixed_ip_address"), work) }
        } else if let fixed = values.string("fixed_ip_address") {
            guard let target = row.portID else {
                throw Fault.badFloatingIP("fixed_ip_address cannot be specified without a port_id")
            }
            try associate(&row, target, fixed, work)
        }
        if before.portID != row.portID || before.fixedIPAddress != row.fixedIPAddress {
            try announce(row, before: before, work)
        }
    }

    func delete(_ row: FloatingIP, _ work: Work) throws {
        try work.table(FloatingIP.self).delete(row.id)
        if let port = try work.table(Port.self).find(row.floatingPortID) { try work.remove(port) }
        var gone = row
        gone.portID = nil
        gone.routerID = nil
        try announce(gone, before: row, work)
    }

    private func wanted(
        _ address: String?, _ subnetID: String?, _ subnets: [Subnet], _ network: Network, _ work: Work
    ) throws -> [Work.Wanted] {
        if address != nil || subnetID != nil { return [Work.Wanted(subnetID: subnetID, address: address)] }
        for subnet in subnets where subnet.ipVersion == 4 {
            if let free = try work.freeAddress(subnet, besides: []) {
                return [Work.Wanted(subnetID: subnet.id, address: free.ipAddress)]
            }
        }
        throw Fault.noAddresses(network.id)
    }

    /// Lets the address stand for one of a port's, if a router leads from the one to the other.
    private func associate(_ floating: inout FloatingIP, _ portID: String, _ fixed: String?, _ work: Work) throws {
        let port = try work.port(portID)
        guard work.isAdmin || port.projectID == work.caller?.projectID else { throw Fault.missingPort(portID) }
        guard port.projectID == floating.projectID || work.isAdmin else {
            throw Fault.badFloatingIP(
                "Port \(portID) is associated with a different tenant than Floating IP \(floating.id) "
                    + "and therefore cannot be bound"
            )
        }
        let addresses = port.fixedIPs.filter { IPAddress($0.ipAddress)?.isV6 == false }
        let target: FixedIP
        if let fixed {
            guard let match = addresses.first(where: { $0.ipAddress == fixed }) else {
                throw Fault.badFloatingIP("Port \(portID) does not have fixed ip \(fixed)")
            }
            target = match
        } else {
            guard let first = addresses.first else {
                throw Fault.badFloatingIP("Cannot add floating IP to port \(portID) that has no fixed IPv4 addresses")
            }
            guard addresses.count == 1 else {
                throw Fault.badFloatingIP(
                    "Port \(portID) has multiple fixed IPv4 addresses.  Must provide a specific IPv4 address "
                        + "when assigning a floating IP")
            }
            target = first
        }
        let router = try work.routerBetween(target.subnetID, floating.floatingNetworkID, portID)
        let others = try work.table(FloatingIP.self).list(
            ListQuery(filters: [
                .init("port_id", .isIn, [.string(portID)]),
                .init("fixed_ip_address", .isIn, [.string(target.ipAddress)]),
                .init("floating_network_id", .isIn, [.string(floating.floatingNetworkID)]),
                .init("id", .isNotIn, [.string(floating.id)]),
            ]))
        if !others.isEmpty {
            throw Fault.conflict(
                "Cannot associate floating IP \(floating.floatingIPAddress) (\(floating.id)) with port \(portID) "
                    + "using fixed IP \(target.ipAddress), as that fixed IP already has a floating IP "
                    + "on external network \(floating.floatingNetworkID).", code: "FloatingIPPortAlreadyAssociated")
        }
        floating.portID = portID
        floating.fixedIPAddress = target.ipAddress
        floating.routerID = router
        floating.status = "DOWN"
    }

    /// Wakes the routers' hosts, and lets compute know of the servers whose addresses changed.
    private func announce(_ floating: FloatingIP, before: FloatingIP?, _ work: Work) throws {
        let routers = Set([floating.routerID, before?.routerID].compactMap { $0 })
        work.wake(hosts: try work.table(Router.self).find(keys: Array(routers)).compactMap(\.host))
        let ports = Set([floating.portID, before?.portID].compactMap { $0 })
        try work.tellCompute(changed: try work.table(Port.self).find(keys: Array(ports)))
    }
}
