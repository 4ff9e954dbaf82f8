import CloudCore

/// A range of addresses of a network.
struct Subnet: Sendable, Codable, Hashable {
    var id: String
    var projectID: String
    var networkID: String
    var name = ""
    var description = ""
    var ipVersion: Int
    var cidr: String
    var gatewayIP: String?
    var allocationPools: [AllocationPool] = []
    var dnsNameservers: [String] = []
    var hostRoutes: [StaticRoute] = []
    var enableDHCP = true
    var ipv6AddressMode: String?
    var ipv6RAMode: String?
    var serviceTypes: [String] = []
    var tags: [String] = []
    var generation: Int64 = 1
    var createdAt: Timestamp
    var updatedAt: Timestamp

    var network: IPNetwork? { IPNetwork(cidr) }
    /// Whether guests make their own address here, from their MAC.
    var isAutoAddressed: Bool { ipv6AddressMode == "slaac" || ipv6AddressMode == "dhcpv6-stateless" }
}
