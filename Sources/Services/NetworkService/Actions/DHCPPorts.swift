import CloudCore
import CloudSQL

/// Each host with a guest's port of a network has a DHCP server of its own for it, and a port for that server.
extension Work {
    /// Makes the host's DHCP port, or gives it the addresses that it lacks; a full subnet leaves it without.
    func ensureDHCP(_ networkID: String, on host: String) throws {
        let subnets = try subnets(of: networkID).filter(\.enableDHCP)
        guard !subnets.isEmpty else { return }
        let network = try network(networkID)
        if var port = try dhcpPort(networkID, on: host) {
            let before = port.fixedIPs
            for subnet in subnets where !before.contains(where: { $0.subnetID == subnet.id }) {
                port.fixedIPs += try addresses(network, [subnet], port.macAddress)
            }
            guard port.fixedIPs != before else { return }
            try claim(port, before: before)
            try store(&port)
            return
        }
        let mac = try freeMAC(networkID)
        var port = Port(
            id: newID, projectID: network.projectID, networkID: networkID, macAddress: mac, createdAt: now,
            updatedAt: now)
        port.deviceOwner = PortOwner.dhcp
        port.deviceID = "dhcp-\(host)-\(networkID)"
        port.hostID = host
        port.status = .active
        port.vifType = "tap"
        port.portSecurityEnabled = false
        for subnet in subnets { port.fixedIPs += try addresses(network, [subnet], mac) }
        try table(Port.self).insert(port)
        try claim(port)
    }

    /// After a subnet came, went or changed: the DHCP ports of all hosts that have guests in the network.
    func refreshDHCP(_ networkID: String) throws {
        let ports = try ports(["network_id": [networkID]]).filter { !$0.hostID.isEmpty }
        let subnets = try subnets(of: networkID).filter(\.enableDHCP)
        for var port in ports where port.deviceOwner == PortOwner.dhcp {
            let kept = port.fixedIPs.filter { fixed in subnets.contains { $0.id == fixed.subnetID } }
            if kept.isEmpty, subnets.isEmpty {
                try remove(port)
            } else if kept != port.fixedIPs {
                let before = port.fixedIPs
                port.fixedIPs = kept
                try claim(port, before: before)
                try store(&port)
            }
        }
        for host in Set(ports.filter { !$0.isService }.map(\.hostID)) { try ensureDHCP(networkID, on: host) }
    }

    /// Removes the host's DHCP port when no guest's port of the network is left there.
    func dropDHCPIfLast(_ networkID: String, _ host: String, besides portID: String? = nil) throws {
        guard !host.isEmpty else { return }
        let here = try ports(["network_id": [networkID], "host_id": [host]])
        guard !here.contains(where: { !$0.isService && $0.id != portID }) else { return }
        for port in here where port.deviceOwner == PortOwner.dhcp { try remove(port) }
    }

    private func dhcpPort(_ networkID: String, on host: String) throws -> Port? {
        try ports(["network_id": [networkID], "host_id": [host], "device_owner": [PortOwner.dhcp]]).first
    }

    private func addresses(_ network: Network, _ subnets: [Subnet], _ mac: String) throws -> [FixedIP] {
        guard let mac = MACAddress(mac) else { return [] }
        do {
            return try chooseAddresses(network, subnets.map { Wanted(subnetID: $0.id) }, mac: mac)
        } catch let fault as Fault where fault.code == "IpAddressGenerationFailure" {
            return []
        }
    }
}
