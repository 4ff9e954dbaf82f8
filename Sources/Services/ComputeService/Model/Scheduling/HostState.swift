import ServiceClients

/// What the scheduler knows of a host while it decides.
struct HostState: Sendable {
    var node: ComputeNode
    var isUp: Bool
    var isEnabled: Bool
    var zone: String
    /// What placement offers there, and what to claim.
    var candidate: PlacementCandidate
    /// Servers on it.
    var servers: Int
    /// Servers on it that something is being done to.
    var busyServers: Int
    /// Servers of the request's group on it.
    var groupServers: Int
    /// Ids of servers that the request's hints name and that are on it.
    var hintedServers: Set<String>

    var host: String { node.host }
}
