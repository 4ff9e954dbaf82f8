import AgentProtocols
import HostKit
import NetworkKit

/// Which ports and routers stand although some steps of a convergence failed: those that no failure names.
struct ConvergenceOutcome {
    let layout: CloudLayout
    let failures: [String]

    func stands(_ port: HostPort) -> Bool {
        !isBroken
            && !names([
                port.device, layout.bridge(port.networkID), layout.dhcpDevice(port.networkID),
                layout.dhcp(port.networkID).name, port.networkID,
            ])
    }

    func stands(_ router: HostRouter) -> Bool {
        !isBroken
            && !names(
                [layout.router(router.id).name] + router.legs.map { layout.legDevice($0.portID) }
                    + router.legs.map { layout.bridge($0.networkID) })
    }

    /// The filter, the cloud's namespace as a whole, or the DHCP program itself failed: nobody is well.
    private var isBroken: Bool {
        failures.contains { line in
            ["filter: ", "connections: ", "\(layout.cloud.name): ", "dnsmasq: "].contains { line.hasPrefix($0) }
        }
    }

    private func names(_ marks: [String]) -> Bool {
        failures.contains { line in marks.contains { line.contains($0) } }
    }
}
