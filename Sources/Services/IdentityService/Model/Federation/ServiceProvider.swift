/// Another cloud that trusts this one's assertions.
struct ServiceProvider: Sendable, Codable, Hashable {
    var id: String
    var authURL: String
    var spURL: String
    var enabled: Bool
    var description: String?
    var relayStatePrefix: String
}
