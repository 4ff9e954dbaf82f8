/// One of a port's `extra_dhcp_opts`.
struct DHCPOption: Sendable, Codable, Hashable {
    var name: String
    var value: String
    var ipVersion: Int
}
