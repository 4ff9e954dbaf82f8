/// Which role assignments are asked for.
struct AssignmentFilter: Sendable {
    var userID: String?
    var groupID: String?
    var roleID: String?
    var projectID: String?
    var domainID: String?
    var system = false
    /// Only assignments that are inherited to projects.
    var inherited = false
    /// What tokens would hold: groups resolved to users, inheritance to projects, implied roles added.
    var effective = false
    /// Also of the projects below the project.
    var includeSubtree = false
    var includeNames = false
}
