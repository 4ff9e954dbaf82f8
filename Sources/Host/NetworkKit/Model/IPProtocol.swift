/// A protocol over IP, by Neutron's names or by number.
package struct IPProtocol: Sendable, Codable, Hashable {
    package let number: UInt8

    package init(number: UInt8) { self.number = number }

    package init?(_ text: String) {
        guard let number = Self.numbers[text.lowercased()] ?? UInt8(text) else { return nil }
        self.number = number
    }

    package static let tcp = IPProtocol(number: 6)
    package static let udp = IPProtocol(number: 17)
    package static let icmp = IPProtocol(number: 1)
    package static let icmpv6 = IPProtocol(number: 58)

    /// Whether its header begins with two ports.
    var hasPorts: Bool { [6, 17, 33, 132, 136].contains(number) }
    var isICMP: Bool { number == 1 || number == 58 }

    private static let numbers: [String: UInt8] = [
        "ah": 51, "dccp": 33, "egp": 8, "esp": 50, "gre": 47, "icmp": 1, "icmpv6": 58, "ipv6-icmp": 58, "igmp": 2,
        "ipip": 4, "ipv6-encap": 41, "ipv6-frag": 44, "ipv6-nonxt": 59, "ipv6-opts": 60, "ipv6-route": 43, "ospf": 89,
        "pgm": 113, "rsvp": 46, "sctp": 132, "tcp": 6, "udp": 17, "udplite": 136, "vrrp": 112,
    ]
}
