import CloudCore

/// A named set of rules for what may pass ports; no rule, no passage.
struct SecurityGroup: Sendable, Codable, Hashable {
    var id: String
    var projectID: String
    var name: String
    var description = ""
    var stateful = true
    var shared = false
    /// The project's own one: made by itself and given to ports that name none.
    var isDefault = false
    /// Copies of its rules, written together with them.
    var rules: [SecurityGroupRule] = []
    var tags: [String] = []
    var generation: Int64 = 1
    var createdAt: Timestamp
    var updatedAt: Timestamp
}
