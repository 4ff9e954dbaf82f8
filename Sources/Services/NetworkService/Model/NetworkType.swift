/// How a network reaches from host to host.
enum NetworkType: String, Sendable, Codable, CaseIterable {
    case vxlan, flat, local, vlan
}
