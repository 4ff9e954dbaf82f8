import CloudCore

/// Who uses resources: a server, a migration, a port's bandwidth. There is a row as long as it has allocations.
struct Consumer: Sendable, Codable, Hashable {
    var uuid: String
    var projectID: String
    var userID: String
    /// nil: from before microversion 1.38, shown as `unknown`.
    var consumerType: String?
    /// Counts the changes of its allocations.
    var generation: Int64
    var createdAt: Timestamp
    var updatedAt: Timestamp
}
