import CloudJSON

/// A named set of permissions. A domain's own role never stands in a token: it only implies others.
struct Role: Sendable, Codable, Hashable {
    var id: String
    var name: String
    var domainID: String?
    var description: String?
    var options: [String: JSON]
    /// What else the client stored.
    var extra: [String: JSON]

    /// Whether only its immutability may be changed.
    var isImmutable: Bool { options["immutable"] == .bool(true) }
}
