/// A layer-2 network on this host: a bridge, and how it reaches other hosts.
package struct DesiredNetwork: Sendable, Codable, Hashable {
    package enum Kind: Sendable, Codable, Hashable {
        /// On this host only.
        case local
        case vxlan(VXLANTunnel)
        /// Bridged to this interface of the host, which is taken into the cloud's namespace.
        case flat(interface: String)
    }

    package var id: String
    package var mtu: Int
    package var kind: Kind
    /// Addresses of the cloud's namespace itself in it: an external network's gateways. Such a network is routed there.
    package var hostAddresses: [IPPrefix]
    package var dhcp: DesiredDHCP?

    package init(
        id: String, mtu: Int = 1500, kind: Kind = .local, hostAddresses: [IPPrefix] = [], dhcp: DesiredDHCP? = nil
    ) {
        self.id = id
        self.mtu = mtu
        self.kind = kind
        self.hostAddresses = hostAddresses
        self.dhcp = dhcp
    }
}
