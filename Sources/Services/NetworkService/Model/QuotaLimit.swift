/// A project's own limit of one resource; without one the default counts.
struct QuotaLimit: Sendable, Codable, Hashable {
    var id: String
    var projectID: String
    var resource: String
    /// -1 is none.
    var maximum: Int

    init(projectID: String, resource: String, maximum: Int) {
        id = "\(projectID)/\(resource)"
        self.projectID = projectID
        self.resource = resource
        self.maximum = maximum
    }
}
