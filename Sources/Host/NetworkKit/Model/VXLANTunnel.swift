/// How a network reaches the other hosts that have it.
package struct VXLANTunnel: Sendable, Codable, Hashable {
    /// VXLAN network identifier, 1 to 2^24 - 1.
    package var identifier: Int
    /// This host's address in the underlay.
    package var local: IPAddress
    /// The other hosts' addresses: what goes to everybody or to an unknown MAC goes to each of them.
    package var remotes: [IPAddress]
    /// Where a known MAC is; saves the copies to all others.
    package var locations: [String: IPAddress]
    package var udpPort: Int

    package init(
        identifier: Int, local: IPAddress, remotes: [IPAddress] = [], locations: [String: IPAddress] = [:],
        udpPort: Int = 4789
    ) {
        self.identifier = identifier
        self.local = local
        self.remotes = remotes
        self.locations = locations
        self.udpPort = udpPort
    }
}
