import AgentProtocols
import CloudCore
import CloudObservability
import ServiceClients

/// A server's ports: found or made, bound to this host, and waited for until they are plugged.
struct ServerPorts: Sendable {
    let client: PortClient
    let waiting: PlugWaiting
    let host: String
    let timeout: Duration

    /// A plugged port with what its guest's interface needs.
    struct Plugged: Sendable {
        var port: ComputePort
        var device: String
        var mtu: Int?
    }

    /// Binds all ports of the server and returns them, plugged, in the order of its interfaces.
    ///
    /// Done again, it finds the ports that an earlier attempt made by their `device_id`.
    func plug(_ server: ServerSpecification) async throws -> [Plugged] {
        var existing = try await client.ports(ofDevice: server.id)
        var bound: [(port: PortClient.Port, isOurs: Bool, tag: String?)] = []
        for interface in server.interfaces {
            if let id = interface.portID {
                let port = try await client.bind(id, device: server.id, owner: owner(server), host: host)
                bound.append((port, false, interface.tag))
                existing.removeAll { $0.id == id }
            } else if let network = interface.networkID {
                if let index = existing.firstIndex(where: { $0.networkID == network }) {
                    let port = existing.remove(at: index)
                    let again = try await client.bind(port.id, device: server.id, owner: owner(server), host: host)
                    bound.append((again, true, interface.tag))
                } else {
                    let port = try await client.create(
                        network: network, project: server.projectID, device: server.id, owner: owner(server),
                        host: host,
                        fixedIP: interface.fixedIP, securityGroups: server.securityGroupIDs)
                    bound.append((port, true, interface.tag))
                }
            }
        }
        let networks = try await client.networks(Set(bound.map(\.port.networkID)))
        var result: [Plugged] = []
        for (port, isOurs, tag) in bound {
            let active = try await active(port)
            let network = networks[active.networkID]
            guard let device = active.device else {
                throw Fault(
                    500, "The port \(active.id) could not be bound to the host \(host).",
                    cause: "vif_type \(active.vifType)")
            }
            result.append(
                Plugged(
                    port: ComputePort(
                        id: active.id, networkID: active.networkID, networkName: network?.name ?? active.networkID,
                        macAddress: active.macAddress, status: active.status,
                        addresses: active.fixedIPs.map { .init(address: $0.address, subnetID: $0.subnetID) },
                        securityGroupIDs: active.securityGroups, isOurs: isOurs, tag: tag),
                    device: device, mtu: network?.mtu))
        }
        return result
    }

    private func owner(_ server: ServerSpecification) -> String { "compute:\(server.availabilityZone)" }

    /// The network service's word comes by an event; a lost one costs a second, not the server.
    private func active(_ port: PortClient.Port) async throws -> PortClient.Port {
        var port = port
        let began = ContinuousClock.now
        while port.status != "ACTIVE" {
            guard ContinuousClock.now - began < timeout else {
                throw Fault(
                    504, "The port \(port.id) was not plugged in \(timeout.components.seconds) s.",
                    code: "VirtualInterfacePlug")
            }
            await waiting.wait(for: port.id, atMost: .seconds(1))
            port = try await client.show(port.id)
        }
        return port
    }
}
