/// Everything that one host's network should be; what it does not name should not be there.
package struct HostNetworkState: Sendable, Codable, Hashable {
    package var host: String
    /// Counts all changes of the network service: a state of a lower generation is older and must not replace this one.
    package var generation: Int64
    /// The networks of the ports and of the routers' legs here.
    package var networks: [HostNetwork]
    /// The ports that are bound to this host.
    package var ports: [HostPort]
    /// The members of the groups that the ports' rules name as their remote.
    package var groups: [HostAddressGroup]
    /// The routers that are scheduled to this host.
    package var routers: [HostRouter]

    package init(
        host: String, generation: Int64, networks: [HostNetwork] = [], ports: [HostPort] = [],
        groups: [HostAddressGroup] = [], routers: [HostRouter] = []
    ) {
        self.host = host
        self.generation = generation
        self.networks = networks
        self.ports = ports
        self.groups = groups
        self.routers = routers
    }
}
