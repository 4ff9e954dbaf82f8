import CloudJSON

/// Somebody as a directory knows them.
struct DirectoryUser: Sendable, Hashable {
    /// What the directory calls them, unique in it.
    var localID: String
    var name: String
    /// The entry's distinguished name.
    var place: String
    var enabled: Bool
    var defaultProjectID: String?
    /// `email`, `description`, …
    var extra: [String: JSON]
}
