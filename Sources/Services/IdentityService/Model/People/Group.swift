import CloudJSON

/// Users who get the same roles.
struct Group: Sendable, Codable, Hashable {
    var id: String
    var name: String
    var domainID: String
    var description: String
    /// What else the client stored.
    var extra: [String: JSON]
}
