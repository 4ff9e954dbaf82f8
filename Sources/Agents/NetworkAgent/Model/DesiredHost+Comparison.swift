import NetworkKit

extension DesiredHost {
    /// Whether `port` can be plugged without anything else: its network is here, with the DHCP server it should have.
    func isReady(for port: DesiredPort, as desired: DesiredHost) -> Bool {
        guard let wanted = desired.networks.first(where: { $0.id == port.networkID }),
            var held = networks.first(where: { $0.id == port.networkID })
        else { return false }
        // Other hosts' places come with the next convergence.
        held.kind = wanted.kind
        if let hosts = wanted.dhcp?.hosts { held.dhcp?.hosts = hosts }
        return held == wanted
    }

    /// Equal but for the order of the ports.
    func isSame(as other: DesiredHost) -> Bool {
        var (a, b) = (self, other)
        a.ports.sort { $0.id < $1.id }
        b.ports.sort { $0.id < $1.id }
        return a == b
    }
}
