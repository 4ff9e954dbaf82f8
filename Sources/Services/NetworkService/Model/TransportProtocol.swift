/// IP protocols by Neutron's names.
enum TransportProtocol {
    static let numbers: [String: Int] = [
        "ah": 51, "dccp": 33, "egp": 8, "esp": 50, "gre": 47, "icmp": 1, "icmpv6": 58, "igmp": 2, "ip": 0, "ipip": 4,
        "ipv6-encap": 41, "ipv6-frag": 44, "ipv6-icmp": 58, "ipv6-nonxt": 59, "ipv6-opts": 60, "ipv6-route": 43,
        "ospf": 89, "pgm": 113, "rsvp": 46, "sctp": 132, "tcp": 6, "udp": 17, "udplite": 136, "vrrp": 112,
    ]

    /// The number of a name or of a number's text, 0 to 255; nil for anything else.
    static func number(_ text: String) -> Int? {
        if let number = numbers[text] { return number }
        guard let number = Int(text), (0...255).contains(number) else { return nil }
        return number
    }

    static func hasPorts(_ number: Int) -> Bool { [6, 17, 33, 132, 136].contains(number) }
    static func isICMP(_ number: Int) -> Bool { number == 1 || number == 58 }
    static func isIPv6Only(_ number: Int) -> Bool { [41, 43, 44, 58, 59, 60].contains(number) }
}
