import CloudJSON

/// A program that may ask users for access tokens (Identity API v3 OS-OAUTH1).
struct Consumer: Sendable, Codable, Hashable {
    var id: String
    /// Signs its requests; told once, and sealed here.
    var secret: String
    var keyFingerprint: String
    var description: String?
    /// What else the client stored.
    var extra: [String: JSON]
}
