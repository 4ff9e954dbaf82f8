import CloudCore

/// An address of an external network that may stand for a port's fixed address.
struct FloatingIP: Sendable, Codable, Hashable {
    var id: String
    var projectID: String
    var description = ""
    var floatingNetworkID: String
    var floatingIPAddress: String
    /// The port that holds the address.
    var floatingPortID: String
    var fixedIPAddress: String?
    var portID: String?
    var routerID: String?
    /// `ACTIVE` once the router's host has it, `DOWN` else.
    var status = "DOWN"
    var dnsName = ""
    var dnsDomain = ""
    var tags: [String] = []
    var generation: Int64 = 1
    var createdAt: Timestamp
    var updatedAt: Timestamp
}
