import CloudCore
import CloudJSON
import CloudSQL
import CloudTasks

/// What several actions do with ports.
extension Work {
    /// A MAC that the network does not know.
    func freeMAC(_ networkID: String) throws -> String {
        for _ in 0..<16 {
            let mac = MACAddress(random: core.identifiers.hex()).text
            if try !isTaken(mac: mac, networkID) { return mac }
        }
        throw Fault.unavailable("Unable to generate unique mac on network \(networkID).")
    }

    func requireFree(mac: String, _ networkID: String) throws {
        guard try !isTaken(mac: mac, networkID) else {
            throw Fault.conflict(
                "Unable to complete operation for network \(networkID). The mac address \(mac) is in use.",
                code: "MacAddressInUse")
        }
    }

    private func isTaken(mac: String, _ networkID: String) throws -> Bool {
        try table(Port.self).exists(where: [
            .init("network_id", .isIn, [.string(networkID)]), .init("mac_address", .isIn, [.string(mac)]),
        ])
    }

    /// A port of the service's own: no groups, no filter, no project but the given one.
    func makeServicePort(
        _ network: Network, owner: String, device: String, host: String = "", projectID: String = "",
        status: PortStatus = .down, wanted: [Wanted]?
    ) throws -> Port {
        var port = Port(
            id: newID, projectID: projectID, networkID: network.id, macAddress: try freeMAC(network.id), createdAt: now,
            updatedAt: now)
        port.deviceOwner = owner
        port.deviceID = device
        port.hostID = host
        port.status = status
        port.vifType = host.isEmpty ? "unbound" : "tap"
        port.portSecurityEnabled = false
        guard let mac = MACAddress(port.macAddress) else { throw Fault(500, "A MAC address could not be made.") }
        port.fixedIPs = try chooseAddresses(network, wanted, mac: mac)
        try table(Port.self).insert(port)
        try claim(port)
        return port
    }

    /// Removes a port with its claims; whoever calls has looked whether it may.
    func remove(_ port: Port) throws {
        let mine = [ListQuery.Filter("port_id", .isIn, [.string(port.id)])]
        try table(IPAllocation.self).delete(where: mine)
        try table(GroupMembership.self).delete(where: mine)
        try table(Port.self).delete(port.id)
    }

    /// Writes which groups the port is in.
    func join(_ port: Port, before: [String]) throws {
        for group in Set(before).subtracting(port.securityGroups) {
            try table(GroupMembership.self).delete(GroupMembership(portID: port.id, groupID: group).id)
        }
        let new = port.securityGroups.filter { !before.contains($0) }
        try table(GroupMembership.self).insert(contentsOf: new.map { GroupMembership(portID: port.id, groupID: $0) })
    }

    /// Hosts that must know of the port: those with its network, and those whose rules name one of its groups.
    func hosts(around port: Port) throws -> Set<String> {
        try hosts(ofNetworks: [port.networkID]).union(try hosts(ofGroups: port.securityGroups))
    }

    /// Wakes the agents that a changed port concerns.
    func announce(_ port: Port, before: Port) throws {
        wake(port: port.id, on: port.hostID)
        if before.hostID != port.hostID { wake(port: port.id, on: before.hostID) }
        let visible =
            before.hostID != port.hostID || before.fixedIPs != port.fixedIPs
            || before.macAddress != port.macAddress || before.securityGroups != port.securityGroups
            || before.allowedAddressPairs != port.allowedAddressPairs || before.dnsName != port.dnsName
        guard visible, !port.hostID.isEmpty || !before.hostID.isEmpty else { return }
        let groups = Set(before.securityGroups).union(port.securityGroups)
        let around = try hosts(ofNetworks: [port.networkID]).union(try hosts(ofGroups: groups.sorted()))
        wake(hosts: around.subtracting([port.hostID]))
    }

    /// Binds the port to a host (empty: to none); a task then owns it until it is plugged. The caller stores the row.
    func bind(_ port: inout Port, to host: String) throws {
        let old = port.hostID
        port.hostID = host
        port.vifDetails = [:]
        port.status = .down
        if let task = port.plugTask { try core.queue.signal(connection, taskID: task, "moved") }
        port.plugTask = nil
        if host.isEmpty {
            port.vifType = "unbound"
        } else {
            port.vifType = "tap"
            let agent = try agent(on: host)
            port.vifDetails = ["port_filter": true, "device": .string(port.device)]
            port.vifDetails["namespace"] = agent?.configurations["namespace"]
            if !port.isService {
                port.status = .build
                port.plugTask = try core.queue.enqueue(
                    connection, PlugTask.kindName, resource: "port/\(port.id)",
                    state: PlugTask.State(portID: port.id, host: host))
                try ensureDHCP(port.networkID, on: host)
            }
        }
        // By rows, since the port's own is not stored yet.
        if !old.isEmpty, old != host { try dropDHCPIfLast(port.networkID, old, besides: port.id) }
    }

    func agent(on host: String) throws -> Agent? {
        try table(Agent.self).first(where: [.init("host", .isIn, [.string(host)])])
    }
}
