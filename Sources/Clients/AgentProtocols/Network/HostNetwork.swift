/// A network as a host needs it.
package struct HostNetwork: Sendable, Codable, Hashable {
    package enum Kind: String, Sendable, Codable {
        case vxlan, flat, local, vlan
    }

    /// Another host that has this network, and its address in the underlay.
    package struct Peer: Sendable, Codable, Hashable {
        package var host: String
        package var address: String

        package init(host: String, address: String) {
            self.host = host
            self.address = address
        }
    }

    package var id: String
    package var name: String
    package var projectID: String
    package var kind: Kind
    /// VXLAN identifier or VLAN tag.
    package var segmentationID: Int?
    /// Names an interface in the agent's own settings; of flat and vlan networks.
    package var physicalNetwork: String?
    package var mtu: Int
    package var external: Bool
    /// The domain that DHCP hands out, without a dot at its end.
    package var dnsDomain: String
    /// Whether a router with an address in it forwards for this network (and serves metadata there).
    package var hasRouter: Bool
    package var subnets: [HostSubnet]
    /// The DHCP server of this host; nil when no subnet wants one, or no port of the network but routers' legs is here.
    package var dhcp: HostDHCP?
    /// All ports of the network, on whatever host: leases, names, and where a MAC is.
    package var members: [HostNetworkMember]
    /// Hosts other than this one that have a member.
    package var peers: [Peer]

    package init(
        id: String, name: String, projectID: String, kind: Kind, segmentationID: Int? = nil,
        physicalNetwork: String? = nil, mtu: Int, external: Bool = false, dnsDomain: String = "openstacklocal",
        hasRouter: Bool = false, subnets: [HostSubnet] = [], dhcp: HostDHCP? = nil,
        members: [HostNetworkMember] = [], peers: [Peer] = []
    ) {
        self.id = id
        self.name = name
        self.projectID = projectID
        self.kind = kind
        self.segmentationID = segmentationID
        self.physicalNetwork = physicalNetwork
        self.mtu = mtu
        self.external = external
        self.dnsDomain = dnsDomain
        self.hasRouter = hasRouter
        self.subnets = subnets
        self.dhcp = dhcp
        self.members = members
        self.peers = peers
    }
}
