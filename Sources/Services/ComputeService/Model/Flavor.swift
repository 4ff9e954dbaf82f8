import CloudCore

/// A size of servers. A server keeps a copy of its own (`FlavorSnapshot`): changes and deletion do not reach it.
struct Flavor: Sendable, Codable, Hashable {
    /// What clients call the flavor's id.
    var id: String
    var name: String
    var vcpus: Int
    /// MiB.
    var memory: Int
    /// GiB; 0: as large as the image.
    var disk: Int
    /// GiB.
    var ephemeral: Int
    /// MiB.
    var swap: Int
    var rxtxFactor: Double
    var isPublic: Bool
    var isDisabled: Bool
    var description: String?
    var extraSpecs: [String: String]
    var createdAt: Timestamp
}
