/// How much of a service's resource each project may have that has no limit of its own.
struct RegisteredLimit: Sendable, Codable, Hashable {
    var id: String
    var serviceID: String
    /// nil: in all regions.
    var regionID: String?
    var resourceName: String
    /// -1 is none.
    var defaultLimit: Int
    var description: String?
}
