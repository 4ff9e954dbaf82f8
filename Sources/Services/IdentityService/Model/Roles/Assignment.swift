/// A role that a user or a group has on a project, a domain or the system.
struct Assignment: Sendable, Codable, Hashable {
    enum Actor: String, Sendable, Codable { case user, group }
    enum Target: String, Sendable, Codable { case project, domain, system }

    /// The id of the only system there is.
    static let system = "system"

    var actorKind: Actor
    var actorID: String
    var targetKind: Target
    var targetID: String
    var roleID: String
    /// Holds in the projects below the target instead of in the target itself.
    var inherited: Bool
}
