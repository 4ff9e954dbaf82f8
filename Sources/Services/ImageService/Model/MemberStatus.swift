/// What a member says to an image that is shared with it.
enum MemberStatus: String, Codable, Sendable, CaseIterable {
    case pending, accepted, rejected
}
