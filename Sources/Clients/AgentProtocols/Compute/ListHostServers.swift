import CloudMessaging

/// Agent → conductor (call): all servers that belong on this host, for its convergence. A guest of ours that is not
/// among them is an orphan.
package struct ListHostServers: CallMessage {
    /// The servers, with the operations under way.
    package struct Reply: Codable, Sendable {
        package var servers: [ServerSpecification]
        package init(servers: [ServerSpecification]) { self.servers = servers }
    }

    package static let name = "compute.list_host_servers"
    package var host: String

    package init(host: String) { self.host = host }
}
