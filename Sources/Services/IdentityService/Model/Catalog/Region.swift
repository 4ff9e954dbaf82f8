import CloudJSON

/// A place where endpoints stand; regions form a tree.
struct Region: Sendable, Codable, Hashable {
    var id: String
    var description: String
    var parentRegionID: String?
    /// What else the client stored.
    var extra: [String: JSON]
}
