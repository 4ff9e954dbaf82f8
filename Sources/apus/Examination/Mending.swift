import CloudJSON

/// What `apus doctor --mend` can do about a finding. Each may be done again.
enum Mending: Sendable, Hashable {
    /// This host's agents compare what should be with what is, now.
    case converge
    /// The resource at this path of an API goes.
    case delete(_ path: String)
    /// A file or a folder goes.
    case remove(_ path: String)
    /// A guest's program ends that belongs to no server.
    case endGuest(_ id: String)
    /// A server's guest is started again.
    case restart(_ serverID: String)
    /// A server that nobody works on is said to be in error, from where its user can go on.
    case giveUp(_ serverID: String)
    /// A server's claim on its host is made again.
    case claim(_ serverID: String, provider: String)
    /// A port is bound to its host anew, and so plugged.
    case plug(_ portID: String, host: String)
}
