import CloudAuth
import CloudCore
import CloudSQL

/// A router's legs in inner networks, and its static routes one by one.
struct RouterInterfaceActions: Sendable {
    /// What a client names a leg by.
    struct Leg: Sendable {
        var subnetID: String?
        var portID: String?
    }

    let routers: ResourceActions<RouterLifecycle>
    private var core: NetworkCore { routers.core }

    init(_ core: NetworkCore) { routers = ResourceActions(core: core, life: RouterLifecycle()) }

    func add(_ id: String, _ leg: Leg, _ caller: Caller) async throws -> (Router, Port) {
        try await core.write(caller) { work in
            var router = try self.routers.visible(id, work, caller)
            try work.enforce("add_router_interface", .project(router.projectID))
            try work.place(&router)
            let port: Port
            switch (leg.portID, leg.subnetID) {
            case (.some, .some), (nil, nil):
                throw Fault.badRouter("Either subnet_id or port_id must be specified")
            case (let portID?, nil): port = try self.adopt(portID, router, work, caller)
            case (nil, let subnetID?): port = try self.makeLeg(subnetID, router, work, caller)
            }
            try work.store(&router)
            work.wake(hosts: try work.hosts(ofNetworks: [port.networkID]).union([router.host ?? ""]))
            return (router, port)
        }
    }

    func remove(_ id: String, _ leg: Leg, _ caller: Caller) async throws -> (Router, Port) {
        try await core.write(caller) { work in
            var router = try self.routers.visible(id, work, caller)
            try work.enforce("remove_router_interface", .project(router.projectID))
            let port = try self.find(leg, router, work)
            let subnets = Set(port.fixedIPs.map(\.subnetID))
            try self.requireUnneeded(subnets, router, port, work)
            let hosts = try work.hosts(ofNetworks: [port.networkID])
            try work.remove(port)
            try work.store(&router)
            work.wake(hosts: hosts.union([router.host ?? ""]))
            return (router, port)
        }
    }

    /// Adds routes, or takes them away; what is there already (or not) is no error.
    func changeRoutes(_ id: String, adding: Bool, _ routes: [StaticRoute], _ caller: Caller) async throws -> Router {
        try await core.write(caller) { work in
            var router = try self.routers.visible(id, work, caller)
            try work.enforce(adding ? "add_extraroutes" : "remove_extraroutes", .project(router.projectID))
            if adding {
                let new = try work.checked(routes, router)
                router.routes += new.filter { !router.routes.contains($0) }
            } else {
                router.routes.removeAll { routes.contains($0) }
            }
            try work.store(&router)
            work.wake(hosts: [router.host ?? ""])
            return router
        }
    }

    private func makeLeg(_ subnetID: String, _ router: Router, _ work: Work, _ caller: Caller) throws -> Port {
        let subnet = try work.subnet(subnetID)
        let network = try work.network(subnet.networkID)
        guard work.isAdmin || network.projectID == caller.projectID || network.shared else {
            throw Fault.missingSubnet(subnetID)
        }
        guard let gateway = subnet.gatewayIP else {
            throw Fault.badRouter("Subnet for router interface must have a gateway IP")
        }
        try requireApart([subnet], network.id, router, work)
        if subnet.ipVersion == 6,
            var leg = try work.legs(of: router.id).first(where: { leg in
                leg.networkID == network.id && leg.fixedIPs.allSatisfy { $0.ipAddress.contains(":") }
            })
        {
            // One leg serves all IPv6 subnets of a network.
            let before = leg.fixedIPs
            leg.fixedIPs.append(FixedIP(subnetID: subnet.id, ipAddress: gateway))
            try work.claim(leg, before: before)
            try work.store(&leg)
            return leg
        }
        do {
            return try work.makeServicePort(
                network, owner: PortOwner.routerInterface, device: router.id, host: router.host ?? "",
                projectID: router.projectID, wanted: [Work.Wanted(subnetID: subnet.id, address: gateway)])
        } catch let fault as Fault where fault.code == "IpAddressAlreadyAllocated" {
            throw Fault.conflict(
                "Unable to complete operation for network \(network.id). The IP address \(gateway) is in use.",
                code: "IpAddressInUse")
        }
    }

    private func adopt(_ portID: String, _ router: Router, _ work: Work, _ caller: Caller) throws -> Port {
        var port = try work.port(portID)
        guard work.isAdmin || port.projectID == caller.projectID else { throw Fault.missingPort(portID) }
        guard port.deviceID.isEmpty || port.deviceID == router.id && port.deviceOwner.isEmpty else {
            throw Fault.conflict(
                "Unable to complete operation on port \(port.id) for network \(port.networkID). Port already has an "
                    + "attached device \(port.deviceID).", code: "PortInUse")
        }
        guard !port.fixedIPs.isEmpty else { throw Fault.badRouter("Router port must have at least one fixed IP") }
        let subnets = try work.table(Subnet.self).find(keys: port.fixedIPs.map(\.subnetID))
        guard subnets.filter({ $0.ipVersion == 4 }).count <= 1 else {
            throw Fault.badRouter("Cannot have multiple IPv4 subnets on router port")
        }
        try requireApart(subnets, port.networkID, router, work)
        let groups = port.securityGroups
        port.deviceID = router.id
        port.deviceOwner = PortOwner.routerInterface
        port.securityGroups = []
        port.portSecurityEnabled = false
        port.allowedAddressPairs = []
        port.hostID = router.host ?? ""
        port.vifType = port.hostID.isEmpty ? "unbound" : "tap"
        port.status = .down
        try work.join(port, before: groups)
        try work.store(&port)
        return port
    }

    private func requireApart(_ subnets: [Subnet], _ networkID: String, _ router: Router, _ work: Work) throws {
        var known = try work.legs(of: router.id).flatMap(\.fixedIPs).map(\.subnetID)
        for subnet in subnets where known.contains(subnet.id) {
            throw Fault.badRouter("Router already has a port on subnet \(subnet.id)")
        }
        known += router.gateway?.fixedIPs.map(\.subnetID) ?? []
        for other in try work.table(Subnet.self).find(keys: known) {
            for subnet in subnets {
                guard let a = subnet.network, let b = other.network, a.overlaps(b) else { continue }
                throw Fault.badRouter(
                    "Cidr \(subnet.cidr) of subnet \(subnet.id) overlaps with cidr \(other.cidr) of subnet \(other.id)")
            }
        }
    }

    private func find(_ leg: Leg, _ router: Router, _ work: Work) throws -> Port {
        let legs = try work.legs(of: router.id)
        if let portID = leg.portID {
            guard let port = legs.first(where: { $0.id == portID }) else {
                throw Fault.notFound(
                    "Router \(router.id) does not have an interface with id \(portID)", code: "RouterInterfaceNotFound")
            }
            if let subnetID = leg.subnetID, !port.fixedIPs.contains(where: { $0.subnetID == subnetID }) {
                throw Fault.conflict(
                    "Subnet \(subnetID) could not be found on port \(portID)", code: "SubnetMismatchForPort")
            }
            return port
        }
        guard let subnetID = leg.subnetID else {
            throw Fault.badRouter("Either subnet_id or port_id must be specified")
        }
        guard let port = legs.first(where: { $0.fixedIPs.contains { $0.subnetID == subnetID } }) else {
            throw Fault.notFound(
                "Router \(router.id) has no interface on subnet \(subnetID)", code: "RouterInterfaceNotFoundForSubnet")
        }
        return port
    }

    private func requireUnneeded(_ subnets: Set<String>, _ router: Router, _ leg: Port, _ work: Work) throws {
        let floating = try work.table(FloatingIP.self).list(
            ListQuery(filters: [.init("router_id", .isIn, [.string(router.id)])]))
        let targets = try work.table(Port.self).find(keys: floating.compactMap(\.portID))
        for one in floating {
            guard
                let fixed = targets.first(where: { $0.id == one.portID })?.fixedIPs
                    .first(where: { $0.ipAddress == one.fixedIPAddress }), subnets.contains(fixed.subnetID)
            else { continue }
            throw Fault.conflict(
                "Router interface for subnet \(fixed.subnetID) on router \(router.id) cannot be deleted, "
                    + "as it is required by one or more floating IPs.", code: "RouterInterfaceInUseByFloatingIP")
        }
        let ranges = try work.table(Subnet.self).find(keys: Array(subnets)).compactMap(\.network)
        for route in router.routes {
            guard let hop = IPAddress(route.nexthop), ranges.contains(where: { $0.contains(hop) }) else { continue }
            throw Fault.conflict(
                "Router interface for subnet \(subnets.first ?? "") on router \(router.id) cannot be deleted, as it is "
                    + "required by one or more routes.", code: "RouterInterfaceInUseByRoute")
        }
    }
}
