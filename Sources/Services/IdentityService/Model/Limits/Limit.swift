/// How much of a registered resource one project, or one domain with all its projects, may have.
struct Limit: Sendable, Codable, Hashable {
    /// Whose limit it is.
    enum Owner: Sendable, Hashable {
        case project(String)
        case domain(String)
    }

    var id: String
    /// One of the two is set.
    var projectID: String?
    var domainID: String?
    var registeredLimitID: String
    // As the registered limit says: what has limits is not changed there.
    var serviceID: String
    var regionID: String?
    var resourceName: String
    /// -1 is none.
    var resourceLimit: Int
    var description: String?

    /// Whether a child of that limit has more than a parent of this one; -1 is more than anything.
    static func exceeds(_ child: Int, _ parent: Int) -> Bool { parent >= 0 && (child < 0 || child > parent) }
}
