/// One rule of a security group, as a port's filter takes it.
package struct HostSecurityRule: Sendable, Codable, Hashable {
    package enum Direction: String, Sendable, Codable { case ingress, egress }
    package enum Ethertype: String, Sendable, Codable { case ipv4 = "IPv4", ipv6 = "IPv6" }

    package var direction: Direction
    package var ethertype: Ethertype
    /// IP protocol number; nil is any. ICMP of an IPv6 rule is 58 already.
    package var protocolNumber: Int?
    /// Ports, or for ICMP the type; nil is any.
    package var portMin: Int?
    /// Ports, or for ICMP the code; nil is any.
    package var portMax: Int?
    /// At most one of the two is set; none is anybody.
    package var remotePrefix: String?
    /// The id of one of the state's `groups`.
    package var remoteGroupID: String?
    /// Whether answers of what passed pass too.
    package var stateful: Bool

    package init(
        direction: Direction, ethertype: Ethertype, protocolNumber: Int? = nil, portMin: Int? = nil,
        portMax: Int? = nil, remotePrefix: String? = nil, remoteGroupID: String? = nil, stateful: Bool = true
    ) {
        self.direction = direction
        self.ethertype = ethertype
        self.protocolNumber = protocolNumber
        self.portMin = portMin
        self.portMax = portMax
        self.remotePrefix = remotePrefix
        self.remoteGroupID = remoteGroupID
        self.stateful = stateful
    }
}
