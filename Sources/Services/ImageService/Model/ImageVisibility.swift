/// Who may see an image beside its owner.
enum ImageVisibility: String, Codable, Sendable, CaseIterable {
    /// Everybody, in their lists.
    case `public`
    /// Everybody who asks for it.
    case community
    /// Its members.
    case shared
    /// Nobody.
    case `private`
}
