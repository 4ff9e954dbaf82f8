/// A compute node with its service, and what its servers use of it.
struct Hypervisor: Sendable {
    var node: ComputeNode
    var service: ServiceRecord?
    var isUp: Bool
    var usage: ServerUsage
    /// Servers that something is being done to.
    var busyServers: Int
    /// Ids and names of its servers, when they were asked for.
    var servers: [(id: String, name: String)]?
}
