import CloudCore

/// A project with which an image is shared.
struct ImageMember: Codable, Sendable, Hashable {
    var id: String
    var imageID: String
    /// The project.
    var member: String
    var status: MemberStatus
    var createdAt: Timestamp
    var updatedAt: Timestamp
}
