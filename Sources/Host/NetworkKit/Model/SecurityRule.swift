/// Lets one kind of new connection pass; what belongs to a connection that passed always does.
package struct SecurityRule: Sendable, Codable, Hashable {
    package enum Direction: String, Sendable, Codable { case ingress, egress }
    package enum Family: String, Sendable, Codable { case ipv4, ipv6 }
    package enum Remote: Sendable, Codable, Hashable {
        case any
        case prefix(IPPrefix)
        case group(String)
    }

    package var direction: Direction
    package var family: Family
    /// nil is any.
    package var transport: IPProtocol?
    /// Ports, or for ICMP the type; nil is any.
    package var portMin: Int?
    /// Ports, or for ICMP the code; nil is any code, or `portMin` alone.
    package var portMax: Int?
    package var remote: Remote

    package init(
        _ direction: Direction, _ family: Family = .ipv4, transport: IPProtocol? = nil, portMin: Int? = nil,
        portMax: Int? = nil, remote: Remote = .any
    ) {
        self.direction = direction
        self.family = family
        self.transport = transport
        self.portMin = portMin
        self.portMax = portMax
        self.remote = remote
    }

    /// The protocol with IPv6's own ICMP in place of IPv4's, which the APIs accept for both.
    var number: UInt8? {
        guard let number = transport?.number else { return nil }
        return family == .ipv6 && number == 1 ? 58 : number
    }
}
