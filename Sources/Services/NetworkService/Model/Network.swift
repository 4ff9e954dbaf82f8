import CloudCore

/// A layer-2 network.
struct Network: Sendable, Codable, Hashable {
    var id: String
    var projectID: String
    var name = ""
    var description = ""
    var adminStateUp = true
    var status = "ACTIVE"
    var shared = false
    /// Whether routers may have their gateway here.
    var external = false
    var isDefault = false
    var networkType = NetworkType.vxlan
    var physicalNetwork: String?
    var segmentationID: Int?
    var mtu = 1450
    var portSecurityEnabled = true
    var dnsDomain = ""
    var availabilityZoneHints: [String] = []
    /// Ids of its subnets; written together with them.
    var subnets: [String] = []
    var tags: [String] = []
    var generation: Int64 = 1
    var createdAt: Timestamp
    var updatedAt: Timestamp
}
