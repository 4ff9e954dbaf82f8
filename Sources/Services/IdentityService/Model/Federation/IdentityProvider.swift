/// Somebody else who vouches for users: they live in a domain of its own.
struct IdentityProvider: Sendable, Codable, Hashable {
    var id: String
    var domainID: String
    var enabled: Bool
    var description: String?
    /// Minutes for which group memberships outlive the sign-in; nil: the cloud's own setting.
    var authorizationTTL: Int64?
    /// How the provider names itself in what it asserts; each belongs to one provider only.
    var remoteIDs: [String]
}
