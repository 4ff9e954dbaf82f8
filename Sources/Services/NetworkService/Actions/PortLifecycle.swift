import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL
import CloudTasks

/// Ports: addresses, groups, binding.
struct PortLifecycle: Lifecycle {
    let map = Port.attributes

    func missing(_ id: String) -> Fault { .missingPort(id) }

    func visibility(_ projectID: String) -> SQLCondition { Port.visible(to: projectID) }

    func condition(_ name: String, _ values: [String]) -> SQLCondition? {
        switch name {
        case "fixed_ips": return PortConditions.fixedIPs(values)
        case "security_groups": return PortConditions.groups(values)
        default: return Conditions.tags(name, values)
        }
    }

    func target(_ values: Values, _ projectID: String, _ work: Work) throws -> PolicyTarget {
        target(projectID, try work.usableNetwork(values.string("network_id") ?? ""))
    }

    func target(_ row: Port, _ work: Work) throws -> PolicyTarget {
        target(row.projectID, try work.network(row.networkID))
    }

    private func target(_ projectID: String, _ network: Network) -> PolicyTarget {
        var target = PolicyTarget.project(projectID)
        target["network:project_id"] = network.projectID
        target["network:shared"] = network.shared ? "True" : "False"
        return target
    }

    func create(_ values: Values, _ projectID: String, _ work: Work) throws -> Port {
        let network = try work.network(values.string("network_id") ?? "")
        // Who may only see an external network makes no ports in it.
        guard work.isAdmin || network.projectID == work.caller?.projectID || network.shared else {
            throw Fault.missingNetwork(network.id)
        }
        try work.requireQuota(Port.self, "port", projectID)
        var port = Port(
            id: work.newID, projectID: projectID, networkID: network.id,
            macAddress: try values.string("mac_address") ?? work.freeMAC(network.id), createdAt: work.now,
            updatedAt: work.now)
        if values.given.contains("mac_address") { try work.requireFree(mac: port.macAddress, network.id) }
        map.apply(values, to: &port)
        port.portSecurityEnabled = values.bool("port_security_enabled") ?? network.portSecurityEnabled
        port.extraDHCPOpts = DHCPOption.merge([], values["extra_dhcp_opts"])
        port.profile = values["binding:profile"]?.object ?? [:]
        try setGroups(&port, values, work)
        guard let mac = MACAddress(port.macAddress) else { throw Fault.invalidInput("mac_address") }
        port.fixedIPs = try work.chooseAddresses(network, values.fixedIPs, mac: mac)
        try setPairs(&port, values)
        try work.table(Port.self).insert(port)
        try work.claim(port)
        try work.join(port, before: [])
        if let host = values.string("binding:host_id"), !host.isEmpty {
            try work.bind(&port, to: host)
            try work.table(Port.self).update(
                set: [
                    "host_id": .text(port.hostID), "vif_type": .text(port.vifType),
                    "vif_details": .json(port.vifDetails),
                    "status": SQLValue(port.status), "plug_task": SQLValue(port.plugTask),
                ], where: [port.key])
            var unbound = port
            unbound.hostID = ""
            try work.announce(port, before: unbound)
        }
        return port
    }

    func update(_ row: inout Port, _ values: Values, _ work: Work) throws {
        let before = row
        let network = try work.network(row.networkID)
        map.apply(values, to: &row)
        if let secure = values.bool("port_security_enabled") { row.portSecurityEnabled = secure }
        if let options = values["extra_dhcp_opts"] { row.extraDHCPOpts = DHCPOption.merge(row.extraDHCPOpts, options) }
        if let profile = values["binding:profile"] { row.profile = profile.object ?? [:] }
        if let mac = values.string("mac_address"), mac != row.macAddress {
            guard row.hostID.isEmpty else {
                throw Fault.conflict(
                    "Unable to complete operation on port \(row.id), port is already bound, port type: \(row.vifType), "
                        + "old_mac \(row.macAddress), new_mac \(mac).", code: "PortBound")
            }
            try work.requireFree(mac: mac, network.id)
            row.macAddress = mac
        }
        if values.all["security_groups"] != nil || values.all["port_security_enabled"] != nil {
            try setGroups(&row, values, work, updating: true)
            try work.join(row, before: before.securityGroups)
        }
        if let wanted = values.fixedIPs, let mac = MACAddress(row.macAddress) {
            row.fixedIPs = try work.chooseAddresses(network, wanted, mac: mac, keeping: row.fixedIPs)
            try requireFloatingStay(before, row, work)
            try work.claim(row, before: before.fixedIPs)
        }
        try setPairs(&row, values)
        if let host = values.all["binding:host_id"], host.string ?? "" != row.hostID {
            try work.bind(&row, to: host.string ?? "")
        }
        if row.fixedIPs != before.fixedIPs { try work.tellCompute(changed: [row]) }
        try work.announce(row, before: before)
    }

    func delete(_ row: Port, _ work: Work) throws {
        if PortOwner.protected.contains(row.deviceOwner) {
            throw Fault.conflict(
                "Port \(row.id) cannot be deleted directly via the port API: has device owner \(row.deviceOwner).",
                code: "ServicePortInUse")
        }
        try work.releaseFloatingIPs(of: row)
        let around = try work.hosts(around: row)
        try work.remove(row)
        try work.dropDHCPIfLast(row.networkID, row.hostID)
        if let task = row.plugTask { try work.core.queue.signal(work.connection, taskID: task, "deleted") }
        work.wake(port: row.id, on: row.hostID)
        work.wake(hosts: around.subtracting([row.hostID]))
    }

    /// The groups said, or the project's default one.
    private func setGroups(_ port: inout Port, _ values: Values, _ work: Work, updating: Bool = false) throws {
        let asked = values["security_groups"].map { $0.strings ?? [] }
        if !port.portSecurityEnabled {
            guard (asked ?? (updating ? port.securityGroups : [])).isEmpty else {
                throw Fault.conflict(
                    "Port Security must be enabled in order to have allowed address pairs or security groups "
                        + "on a port.",
                    code: updating ? "PortSecurityPortHasSecurityGroup" : "PortSecurityAndIPRequiredForSecurityGroups")
            }
            port.securityGroups = []
            return
        }
        if let asked {
            for id in asked {
                guard let group = try work.table(SecurityGroup.self).find(id),
                    work.isAdmin || group.projectID == work.caller?.projectID || group.shared
                else { throw Fault.missingGroup(id) }
            }
            port.securityGroups = asked.sorted()
        } else if !updating, !port.isService, !port.projectID.isEmpty {
            port.securityGroups = [try work.defaultGroup(port.projectID).id]
        }
    }

    private func setPairs(_ port: inout Port, _ values: Values) throws {
        if let pairs = values["allowed_address_pairs"]?.array {
            port.allowedAddressPairs = pairs.map {
                AddressPair(ipAddress: $0["ip_address"]?.string ?? "", macAddress: $0["mac_address"]?.string)
            }
        }
        guard port.portSecurityEnabled || port.allowedAddressPairs.isEmpty else {
            throw Fault.conflict(
                "Port Security must be enabled in order to have allowed address pairs on a port.",
                code: "AddressPairAndPortSecurityRequired")
        }
    }

    /// A fixed address that a floating IP stands for must stay.
    private func requireFloatingStay(_ before: Port, _ after: Port, _ work: Work) throws {
        let gone = Set(before.fixedIPs.map(\.ipAddress)).subtracting(after.fixedIPs.map(\.ipAddress))
        guard !gone.isEmpty else { return }
        let floating = try work.table(FloatingIP.self).list(
            ListQuery(filters: [
                .init("port_id", .isIn, [.string(before.id)]),
                .init("fixed_ip_address", .isIn, gone.map { .string($0) }),
            ]))
        for var one in floating {
            one.portID = nil
            one.fixedIPAddress = nil
            one.routerID = nil
            one.status = "DOWN"
            try work.store(&one)
        }
    }
}

extension Values {
    fileprivate var fixedIPs: [Work.Wanted]? {
        self["fixed_ips"]?.array?.map {
            Work.Wanted(subnetID: $0["subnet_id"]?.string, address: $0["ip_address"]?.string)
        }
    }
}

extension DHCPOption {
    /// The options with those that the client said put in their place; a null value takes one away.
    fileprivate static func merge(_ old: [DHCPOption], _ said: JSON?) -> [DHCPOption] {
        var result = old
        for item in said?.array ?? [] {
            let name = item["opt_name"]?.string ?? ""
            let version = Int(item["ip_version"]?.integer ?? 4)
            result.removeAll { $0.name == name && $0.ipVersion == version }
            if let value = item["opt_value"]?.string {
                result.append(DHCPOption(name: name, value: value, ipVersion: version))
            }
        }
        return result
    }
}
