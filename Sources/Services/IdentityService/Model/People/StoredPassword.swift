import CloudCore

/// A password that a user has or had, as its hash: for the history, and for the least age.
struct StoredPassword: Sendable, Codable, Hashable {
    var id: String
    var userID: String
    var passwordHash: String
    var createdAt: Timestamp
    /// Set by the user, not by somebody else.
    var selfService: Bool
}
