import CloudJSON

/// Where a service is reached, for one kind of client in one region.
struct Endpoint: Sendable, Codable, Hashable {
    static let interfaces = ["public", "internal", "admin"]

    var id: String
    var serviceID: String
    var interface: String
    /// May name `%(project_id)s` and the like.
    var url: String
    var regionID: String?
    var enabled: Bool
    /// What else the client stored.
    var extra: [String: JSON]
}
