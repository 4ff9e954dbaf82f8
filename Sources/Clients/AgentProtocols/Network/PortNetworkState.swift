/// A bound port with its network and the remote groups that its rules name.
package struct PortNetworkState: Sendable, Codable, Hashable {
    /// Not less than that of any `HostNetworkState` made before.
    package var generation: Int64
    /// nil: the port is gone, or is not bound to this host (any more): it is to be unplugged.
    package var port: HostPort?
    package var network: HostNetwork?
    package var groups: [HostAddressGroup]

    package init(generation: Int64, port: HostPort?, network: HostNetwork?, groups: [HostAddressGroup] = []) {
        self.generation = generation
        self.port = port
        self.network = network
        self.groups = groups
    }
}
