/// A project that may use a flavor that is not public.
struct FlavorAccess: Sendable, Codable, Hashable {
    /// Flavor and project.
    var id: String
    var flavorID: String
    var projectID: String

    init(flavorID: String, projectID: String) {
        id = "\(flavorID)/\(projectID)"
        self.flavorID = flavorID
        self.projectID = projectID
    }
}
