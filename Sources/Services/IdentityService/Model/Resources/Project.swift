import CloudJSON

/// What owns resources; projects form a tree below their domain. A domain is a project that acts as one.
struct Project: Sendable, Codable, Hashable {
    /// The domain that is always there.
    static let defaultDomainID = "default"
    /// Levels below a domain, as Keystone's `max_project_tree_depth`.
    static let deepest = 5

    var id: String
    var name: String
    /// nil for a domain.
    var domainID: String?
    /// The domain's id at the top of the tree; nil for a domain.
    var parentID: String?
    var isDomain: Bool
    var enabled: Bool
    var description: String
    var tags: [String]
    var options: [String: JSON]
    /// What else the client stored.
    var extra: [String: JSON]

    /// The domain that the project is in: a domain is in itself.
    var owningDomainID: String { domainID ?? id }
    /// Whether only its immutability may be changed.
    var isImmutable: Bool { options["immutable"] == .bool(true) }
}
