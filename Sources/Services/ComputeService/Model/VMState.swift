/// What a server is, apart from what is being done to it.
enum VMState: String, Codable, Sendable, CaseIterable {
    case active, building, paused, suspended, stopped, error, deleted
}
