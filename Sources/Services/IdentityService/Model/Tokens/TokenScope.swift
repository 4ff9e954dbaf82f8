/// What a token is good for, by id.
enum TokenScope: Sendable, Hashable {
    case unscoped
    case project(String)
    case domain(String)
    case system
}
