package import CloudJSON
package import CloudMessaging

/// Agent to conductor, on start and then every ten seconds: it lives, and this is its host.
package struct NetworkAgentHeartbeat: CallMessage {
    package typealias Reply = Acknowledgement
    package static let name = "network.agent_heartbeat"
    package var host: String
    /// This host's address for VXLAN; nil when it has no tunnels (a cloud of one host).
    package var underlayAddress: String?
    /// Names of the physical networks that its settings map to interfaces.
    package var physicalNetworks: [String]
    package var availabilityZone: String
    /// Whether this is the agent's first since it started.
    package var started: Bool
    /// Shown by `GET /v2.0/agents`.
    package var configurations: [String: JSON]

    package init(
        host: String, underlayAddress: String? = nil, physicalNetworks: [String] = [],
        availabilityZone: String = "nova", started: Bool = false, configurations: [String: JSON] = [:]
    ) {
        self.host = host
        self.underlayAddress = underlayAddress
        self.physicalNetworks = physicalNetworks
        self.availabilityZone = availabilityZone
        self.started = started
        self.configurations = configurations
    }
}
