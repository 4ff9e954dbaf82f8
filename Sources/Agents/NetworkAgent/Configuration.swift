import CloudConfiguration

/// The network agent's settings.
enum NetworkAgentSettings {
    /// How external networks that name no interface reach the world: `auto` (by a user's process, when slirp4netns is
    /// installed) or `none`.
    static let uplink = ConfigurationKey("network.uplink", default: "auto")
    /// The address that other hosts' tunnels reach this one by; without it this host's networks end here.
    static let underlayAddress = ConfigurationKey<String?>("network.underlay_address", default: nil)
    /// Of the way out, in bytes.
    static let mtu = ConfigurationKey("network.mtu", default: 1500)
    /// `NAME:INTERFACE`: interfaces that flat networks are bridged to; they move into the cloud's namespace.
    static let physicalNetworks = ConfigurationKey<[String]>("network.physical_networks", default: [])
    static let availabilityZone = ConfigurationKey("network.availability_zone", default: "nova")
    static let heartbeatInterval = ConfigurationKey("network.heartbeat_interval", default: Duration.seconds(10))
    static let convergenceInterval = ConfigurationKey("network.convergence_interval", default: Duration.seconds(30))
}
