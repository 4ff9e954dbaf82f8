import CloudCore

/// A set of hosts with metadata; with the metadatum `availability_zone` it is a zone.
struct Aggregate: Sendable, Codable, Hashable {
    /// What clients call it by: a number.
    var id: String
    var uuid: String
    var name: String
    var metadata: [String: String]
    var createdAt: Timestamp
    var updatedAt: Timestamp?

    var availabilityZone: String? {
        get { metadata["availability_zone"] }
        set { metadata["availability_zone"] = newValue }
    }
}
