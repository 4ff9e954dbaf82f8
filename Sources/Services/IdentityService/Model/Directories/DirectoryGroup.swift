import CloudJSON

/// A group as a directory knows it.
struct DirectoryGroup: Sendable, Hashable {
    var localID: String
    var name: String
    /// The entry's distinguished name.
    var place: String
    var description: String
    var extra: [String: JSON]
}
