import CloudCore
import CloudJSON

/// A host's network agent, as its heartbeats tell of it.
struct Agent: Sendable, Codable, Hashable {
    var id: String
    var host: String
    var underlayAddress: String?
    var physicalNetworks: [String] = []
    var availabilityZone = "nova"
    var configurations: [String: JSON] = [:]
    var description = ""
    /// Off: no router is given to it.
    var adminStateUp = true
    var createdAt: Timestamp
    var startedAt: Timestamp
    var heartbeatAt: Timestamp

    /// How long an agent without a heartbeat is still taken to live (Neutron's `agent_down_time`).
    static let patience = Duration.seconds(75)

    func isAlive(_ now: Timestamp) -> Bool { now - heartbeatAt < Self.patience }
}
