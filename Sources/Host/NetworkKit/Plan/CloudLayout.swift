package import HostKit

/// Where one cloud's network lives on a host, and what its parts are called.
package struct CloudLayout: Sendable, Hashable {
    /// The cloud's namespace; the namespaces of routers and DHCP servers have it as their prefix.
    package var cloud: NetworkNamespace
    /// Holds a folder for each program that runs for the network.
    package var stateFolder: String
    /// Where tunnels leave: the host's own network when nil.
    package var underlay: NetworkNamespace?

    package init(cloud: String = "apus-main", stateFolder: String, underlay: NetworkNamespace? = nil) {
        self.cloud = NetworkNamespace(cloud)
        self.stateFolder = stateFolder
        self.underlay = underlay
    }

    package func router(_ id: String) -> NetworkNamespace { NetworkNamespace("\(cloud.name)-r-\(id)") }
    package func dhcp(_ networkID: String) -> NetworkNamespace { NetworkNamespace("\(cloud.name)-d-\(networkID)") }

    package func bridge(_ networkID: String) -> String { "br\(Self.short(networkID))" }
    /// Both ends of the DHCP server's cable bear this name, each in its namespace.
    package func dhcpDevice(_ networkID: String) -> String { "dh\(Self.short(networkID))" }
    /// Both ends of the leg's cable bear this name, each in its namespace.
    package func legDevice(_ portID: String) -> String { "rp\(Self.short(portID))" }
    /// Seen in the host's own network for a moment, hence with our name.
    package func tunnelDevice(_ networkID: String) -> String { "apus\(Self.short(networkID))" }
    package static let uplinkDevice = "apusup0"

    func folder(_ program: String, _ id: String) -> String { "\(stateFolder)/\(program)-\(id)" }

    /// All namespaces of this cloud on this host.
    func namespaces() -> [NetworkNamespace] {
        NetworkNamespace.list(prefix: cloud.name).filter { $0 == cloud || $0.name.hasPrefix("\(cloud.name)-") }
    }

    /// Eleven characters: the beginning of a UUID, or a digest of anything else.
    private static func short(_ id: String) -> String {
        id.utf8.count == 36 ? String(id.prefix(11)) : String(Digest.text(id).prefix(11))
    }
}
