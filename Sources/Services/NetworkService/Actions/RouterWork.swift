import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// What several actions do with routers.
extension Work {
    func router(_ id: String) throws -> Router {
        guard let router = try table(Router.self).find(id) else { throw Fault.missingRouter(id) }
        return router
    }

    /// The router's ports in its inner networks.
    func legs(of routerID: String) throws -> [Port] {
        try ports(["device_id": [routerID], "device_owner": [PortOwner.routerInterface]])
    }

    /// Gives a router without a host, or whose host's agent is gone or lacks its physical network, to another live
    /// agent, with all its ports; the caller stores it.
    func place(_ router: inout Router) throws {
        let old = router.host
        router.host = try bestHost(for: router)
        guard let host = router.host, host != old else { return }
        var hosts: Set<String> = [host, old ?? ""]
        for var port in try ports(["device_id": [router.id], "device_owner": PortOwner.router.sorted()]) {
            port.hostID = host
            port.vifType = "tap"
            port.status = .down
            try store(&port)
            hosts.formUnion(try self.hosts(ofNetworks: [port.networkID]))
        }
        let floating = try table(FloatingIP.self).list(
            ListQuery(filters: [.init("router_id", .isIn, [.string(router.id)])]))
        for var one in floating {
            one.status = "DOWN"
            try store(&one)
        }
        wake(hosts: hosts)
    }

    /// The router's host while that is fit; else the live agent's with the fewest routers; nil when there is none.
    private func bestHost(for router: Router) throws -> String? {
        let live = try table(Agent.self).list().filter { $0.adminStateUp && $0.isAlive(now) }
        guard !live.isEmpty else { return router.host }
        let physical = try router.gateway.flatMap { try table(Network.self).find($0.networkID)?.physicalNetwork }
        let fitting = live.filter { agent in physical.map { agent.physicalNetworks.contains($0) } ?? true }
        let agents = fitting.isEmpty ? live : fitting
        if let host = router.host, agents.contains(where: { $0.host == host }) { return host }
        let counts = try connection.routersByHost()
        return agents.min { (counts[$0.host] ?? 0, $0.host) < (counts[$1.host] ?? 0, $1.host) }?.host
    }

    /// Sets, changes or (null) takes away the gateway as `info` says; the caller stores the router.
    func setGateway(_ router: inout Router, _ info: JSON, guardedBy rule: String) throws {
        let members = info.object ?? [:]
        let unknown = members.keys.filter {
            !["network_id", "enable_snat", "external_fixed_ips", "qos_policy_id"].contains($0)
        }
        guard unknown.isEmpty else {
            throw Fault.badRequest(
                "Invalid input for external_gateway_info. Reason: Validation of dictionary's keys failed. "
                    + "Unexpected keys: \(unknown.sorted()).", code: "HTTPBadRequest")
        }
        guard let text = members["network_id"], !text.isNull else { return try clearGateway(&router) }
        guard let networkID = text.string else {
            throw Fault.badRequest(
                "Invalid input for external_gateway_info. Reason: \(text.pythonText) is not a valid UUID.",
                code: "HTTPBadRequest")
        }
        for name in ["enable_snat", "external_fixed_ips"] where members[name] != nil {
            try enforce("\(rule):external_gateway_info:\(name)", .project(router.projectID))
        }
        let network = try usableNetwork(networkID)
        guard network.external else { throw Fault.badRouter("Network \(networkID) is not an external network") }
        let snat = try Self.flag(members["enable_snat"], true)
        let wanted = try wanted(members["external_fixed_ips"])
        if var gateway = router.gateway, gateway.networkID == networkID {
            gateway.enableSNAT = snat
            if let wanted { gateway.fixedIPs = try moveGateway(gateway, network, wanted) }
            router.gateway = gateway
            return
        }
        try requireApart(network, router)
        try clearGateway(&router)
        let port = try makeServicePort(
            network, owner: PortOwner.routerGateway, device: router.id, host: router.host ?? "",
            wanted: wanted ?? oneOfEach(network))
        guard !port.fixedIPs.isEmpty else { throw Fault.badRouter("No IPs assigned to the gateway port of the router") }
        router.gateway = Router.Gateway(
            networkID: networkID, enableSNAT: snat, fixedIPs: port.fixedIPs, portID: port.id)
        try place(&router)
    }

    /// Takes the gateway away, unless floating IPs need it.
    func clearGateway(_ router: inout Router) throws {
        guard let gateway = router.gateway else { return }
        let needed = try table(FloatingIP.self).exists(where: [.init("router_id", .isIn, [.string(router.id)])])
        guard !needed else {
            throw Fault.conflict(
                "Gateway cannot be updated for router \(router.id), since a gateway to external network "
                    + "\(gateway.networkID) is required by one or more floating IPs.",
                code: "RouterExternalGatewayInUseByFloatingIp")
        }
        if let port = try table(Port.self).find(gateway.portID) { try remove(port) }
        router.gateway = nil
    }

    /// Static routes whose next hops the router reaches.
    func checked(_ routes: [StaticRoute], _ router: Router) throws -> [StaticRoute] {
        guard !routes.isEmpty else { return [] }
        let ids =
            try legs(of: router.id).flatMap(\.fixedIPs).map(\.subnetID)
            + (router.gateway?.fixedIPs.map(\.subnetID) ?? [])
        let ranges = try table(Subnet.self).find(keys: ids).compactMap(\.network)
        for route in routes {
            guard let hop = IPAddress(route.nexthop), ranges.contains(where: { $0.contains(hop) }) else {
                throw Fault.badRequest(
                    "Invalid format for routes: \(routes.json.pythonText), the nexthop is not connected with router",
                    code: "InvalidRoutes")
            }
        }
        return routes
    }

    private func moveGateway(_ gateway: Router.Gateway, _ network: Network, _ wanted: [Wanted]) throws -> [FixedIP] {
        var port = try port(gateway.portID)
        guard let mac = MACAddress(port.macAddress) else { return port.fixedIPs }
        let before = port.fixedIPs
        port.fixedIPs = try chooseAddresses(network, wanted, mac: mac, keeping: before)
        try claim(port, before: before)
        try store(&port)
        return port.fixedIPs
    }

    /// An IPv4 and an IPv6 subnet of the network, one of each that it has.
    private func oneOfEach(_ network: Network) throws -> [Wanted]? {
        try subnets(of: network.id).isEmpty ? [] : nil
    }

    private func requireApart(_ network: Network, _ router: Router) throws {
        let inner = try table(Subnet.self).find(keys: try legs(of: router.id).flatMap(\.fixedIPs).map(\.subnetID))
        for subnet in try subnets(of: network.id) {
            for other in inner {
                guard let a = subnet.network, let b = other.network, a.overlaps(b) else { continue }
                throw Fault.badRouter(
                    "Cidr \(subnet.cidr) of subnet \(subnet.id) overlaps with cidr \(other.cidr) of subnet \(other.id)")
            }
        }
    }

    private func wanted(_ value: JSON?) throws -> [Wanted]? {
        guard let value, !value.isNull else { return nil }
        let checked: JSON
        do { checked = try ValueRule.fixedIPs.convert(value) } catch {
            throw Fault.badRequest(
                "Invalid input for external_gateway_info. Reason: \(error.reason).", code: "HTTPBadRequest")
        }
        return checked.array?.map { Wanted(subnetID: $0["subnet_id"]?.string, address: $0["ip_address"]?.string) }
    }

    private static func flag(_ value: JSON?, _ fallback: Bool) throws -> Bool {
        guard let value, !value.isNull else { return fallback }
        do { return try ValueRule.boolean.convert(value).bool ?? fallback } catch {
            throw Fault.invalidInput("\(error.reason).")
        }
    }
}
