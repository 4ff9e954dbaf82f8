/// What a server asks of its host, apart from its size.
struct RequestSpec: Sendable, Codable, Hashable {
    var availabilityZone: String?
    /// An administrator's choice.
    var forcedHost: String?
    var forcedNode: String?
    /// Placed on such a host only, but by the scheduler's rules.
    var requestedHost: String?
    var requestedNode: String?
    var imageProperties: [String: String] = [:]
    /// `group`, `different_host`, `same_host`, …: each with its values.
    var hints: [String: [String]] = [:]
    /// The policy of the server group it belongs to: `affinity`, `anti-affinity`, `soft-affinity`,
    /// `soft-anti-affinity`.
    var groupPolicy: String?
    /// Of anti-affinity: servers of the group that one host may have.
    var groupMaximum = 1
}
