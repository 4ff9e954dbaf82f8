import CloudCore

/// Something that was done to a server, for its users to look up.
struct InstanceAction: Sendable, Codable, Hashable {
    var id: String
    var serverID: String
    /// `create`, `stop`, …
    var action: String
    var requestID: String
    var userID: String
    var projectID: String
    var startedAt: Timestamp
    var updatedAt: Timestamp
    /// `Error` when it failed.
    var message: String?
}
