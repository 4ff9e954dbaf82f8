import CloudCore

/// Servers of a project that are to be kept together, or apart. Its members are the servers that name it.
struct ServerGroup: Sendable, Codable, Hashable {
    var id: String
    var name: String
    var projectID: String
    var userID: String
    /// `affinity`, `anti-affinity`, `soft-affinity`, `soft-anti-affinity`.
    var policy: String
    /// Of anti-affinity: how many of its servers one host may have.
    var maximumPerHost: Int?
    var createdAt: Timestamp
}
