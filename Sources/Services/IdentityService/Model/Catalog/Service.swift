import CloudJSON

/// A service of the cloud, as the catalog names it.
struct Service: Sendable, Codable, Hashable {
    var id: String
    var type: String
    var name: String
    var description: String
    var enabled: Bool
    /// What else the client stored.
    var extra: [String: JSON]
}
