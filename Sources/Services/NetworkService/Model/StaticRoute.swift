/// A route that guests or a router are given.
struct StaticRoute: Sendable, Codable, Hashable {
    var destination: String
    var nexthop: String
}
