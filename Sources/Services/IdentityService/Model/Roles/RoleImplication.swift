/// Whoever has the prior role has the implied one too.
struct RoleImplication: Sendable, Codable, Hashable {
    var priorRoleID: String
    var impliedRoleID: String
}
