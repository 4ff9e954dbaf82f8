import AgentProtocols
import CloudAuth
import CloudCore
import ServiceClients

/// Turns what a client said of networks into ports and networks that are there, asked for with the client's own token.
struct InterfaceResolution: Sendable {
    let network: NetworkClient

    func interfaces(_ wish: NetworkWish, count: Int, _ caller: Caller) async throws -> [ServerSpecification.Interface] {
        switch wish {
        case .none: return []
        case .auto, .unspecified: return try await only(wish, caller)
        case .interfaces(let wanted):
            if wanted.isEmpty { return try await only(.unspecified, caller) }
            return try await named(wanted, count: count, caller)
        }
    }

    /// The project's only network.
    private func only(_ wish: NetworkWish, _ caller: Caller) async throws -> [ServerSpecification.Interface] {
        let networks = try await network.networks(userToken: caller.token).filter { network in
            !network.isExternal && (network.projectID == caller.projectID || network.isShared)
                && !network.subnetIDs.isEmpty
        }
        if networks.count > 1 {
            throw Fault.conflict("Multiple possible networks found, use a Network ID to be more specific.")
        }
        if networks.isEmpty, case .auto = wish {
            throw Fault.badRequest("Unable to automatically allocate a network for project \(caller.projectID ?? "").")
        }
        return networks.map { ServerSpecification.Interface(networkID: $0.id) }
    }

    private func named(
        _ wanted: [NetworkWish.Interface], count: Int, _ caller: Caller
    ) async throws -> [ServerSpecification.Interface] {
        if count > 1 {
            guard !wanted.contains(where: { $0.portID != nil }) else {
                throw Fault.badRequest(
                    "Unable to launch multiple instances with a single configured port ID. "
                        + "Please launch your instance one by one with different ports.")
            }
            guard !wanted.contains(where: { $0.fixedIP != nil }) else {
                throw Fault.badRequest(
                    "Failed to launch instances: max_count cannot be greater than 1 if an fixed_ip is specified.")
            }
        }
        try await requireNetworks(wanted, caller)
        var ports: Set<String> = []
        for interface in wanted {
            if let id = interface.portID {
                guard ports.insert(id).inserted else { throw Fault.conflict("Port \(id) is still in use.") }
                try await requireFree(port: id, caller)
            }
            if let address = interface.fixedIP, let networkID = interface.networkID {
                try await requireFree(address: address, networkID)
            }
        }
        return wanted.map { .init(portID: $0.portID, networkID: $0.networkID, fixedIP: $0.fixedIP, tag: $0.tag) }
    }

    private func requireNetworks(_ wanted: [NetworkWish.Interface], _ caller: Caller) async throws {
        let ids = Set(wanted.filter { $0.portID == nil }.compactMap(\.networkID))
        guard !ids.isEmpty else { return }
        let found = try await network.networks(ids.sorted().map { ("id", $0) }, userToken: caller.token)
        let known = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for id in ids.sorted() {
            guard let network = known[id] else { throw Fault.badRequest("Network \(id) could not be found.") }
            if network.isExternal, !network.isShared, network.projectID != caller.projectID, !caller.hasRole("admin") {
                throw Fault.forbidden("It is not allowed to create an interface on external network \(id)")
            }
            if network.subnetIDs.isEmpty {
                throw Fault.badRequest("Network \(id) requires a subnet in order to boot instances on.")
            }
        }
    }

    private func requireFree(port id: String, _ caller: Caller) async throws {
        guard let port = try await network.port(id, userToken: caller.token) else {
            throw Fault.badRequest("Port id \(id) could not be found.")
        }
        guard port.deviceID.isEmpty else { throw Fault.conflict("Port \(id) is still in use.") }
        guard !port.fixedIPs.isEmpty else {
            throw Fault.badRequest("Port \(id) requires a FixedIP in order to be used.")
        }
    }

    private func requireFree(address: String, _ networkID: String) async throws {
        let taken = try await network.ports([("network_id", networkID), ("fixed_ips", "ip_address=\(address)")])
        if let port = taken.first(where: { $0.fixedIPs.contains { $0.address == address } }) {
            throw Fault.badRequest("Fixed IP address \(address) is already in use on instance \(port.deviceID).")
        }
    }

    /// Names or ids as ids and names; the default group is left to the network service.
    func securityGroups(_ wanted: [String], _ caller: Caller) async throws -> (ids: [String], names: [String]) {
        let asked = Set(wanted)
        guard !asked.isEmpty, asked != ["default"] else { return ([], ["default"]) }
        let visible = try await network.securityGroups(
            [("project_id", caller.projectID ?? "")], userToken: caller.token)
        var (ids, names): ([String], [String]) = ([], [])
        for name in asked.sorted() {
            let matching = visible.filter { $0.id == name || $0.name == name }
            guard let group = matching.first else {
                throw Fault.badRequest("Security group \(name) not found for project \(caller.projectID ?? "").")
            }
            guard matching.count == 1 else {
                throw Fault.conflict(
                    "Multiple security groups found matching '\(name)'. Use an ID to be more specific.")
            }
            if !ids.contains(group.id) {
                ids.append(group.id)
                names.append(group.name)
            }
        }
        return (ids, names)
    }
}
