import CloudCore
import CloudSQL
import CloudTasks

/// What several actions do with floating IPs.
extension Work {
    /// The router with a leg in the subnet and its gateway in the external network.
    func routerBetween(_ subnetID: String, _ externalID: String, _ portID: String) throws -> String {
        let allocations = try table(IPAllocation.self).list(
            ListQuery(filters: [.init("subnet_id", .isIn, [.string(subnetID)])]),
            and: IPAllocation.ofPorts(ownedBy: PortOwner.routerInterface))
        let legs = try table(Port.self).find(keys: allocations.map(\.portID))
        let gateway = try subnet(subnetID).gatewayIP
        let routers = try table(Router.self).find(keys: legs.map(\.deviceID))
            .filter { $0.gateway?.networkID == externalID }
        // The router that the guests use is the one at the subnet's gateway address.
        let best = routers.first { router in
            legs.contains { leg in
                leg.deviceID == router.id
                    && leg.fixedIPs.contains { $0.subnetID == subnetID && $0.ipAddress == gateway }
            }
        }
        guard let router = best ?? routers.min(by: { $0.id < $1.id }) else {
            throw Fault.notFound(
                "External network \(externalID) is not reachable from subnet \(subnetID).  "
                    + "Therefore, cannot associate Port \(portID) with a Floating IP.",
                code: "ExternalGatewayForFloatingIPNotFound")
        }
        return router.id
    }

    /// A port goes: the floating IPs that stood for it stand for nothing.
    func releaseFloatingIPs(of port: Port) throws {
        let floating = try table(FloatingIP.self).list(
            ListQuery(filters: [.init("port_id", .isIn, [.string(port.id)])]))
        let routers = Set(floating.compactMap(\.routerID))
        for var one in floating {
            one.portID = nil
            one.fixedIPAddress = nil
            one.routerID = nil
            one.status = "DOWN"
            try store(&one)
        }
        wake(hosts: try table(Router.self).find(keys: Array(routers)).compactMap(\.host))
    }

    /// Compute is told that addresses of these ports' servers changed; a task makes sure that it is.
    func tellCompute(changed ports: [Port]) throws {
        for port in ports where port.deviceOwner.hasPrefix("compute:") && !port.deviceID.isEmpty {
            try core.queue.enqueue(
                connection, TellComputeTask.kindName, resource: "compute/\(port.deviceID)",
                state: TellComputeTask.State(event: "network-changed", serverID: port.deviceID, portID: port.id))
        }
    }
}
