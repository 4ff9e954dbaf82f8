import CloudCore

/// A router between networks, on one host.
struct Router: Sendable, Codable, Hashable {
    /// Its place in an external network.
    struct Gateway: Sendable, Codable, Hashable {
        var networkID: String
        var enableSNAT: Bool
        var fixedIPs: [FixedIP]
        var portID: String
    }

    var id: String
    var projectID: String
    var name = ""
    var description = ""
    var adminStateUp = true
    var status = "ACTIVE"
    var gateway: Gateway?
    var routes: [StaticRoute] = []
    /// The host that it runs on; nil while no agent can take it.
    var host: String?
    var availabilityZoneHints: [String] = []
    var tags: [String] = []
    var generation: Int64 = 1
    var createdAt: Timestamp
    var updatedAt: Timestamp
}
