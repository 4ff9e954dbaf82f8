/// What a directory says of somebody, or of a group, for whom a row stands here.
protocol DirectoryEntry: Sendable {
    associatedtype Row: NamedRecord

    static var kind: PublicID.Kind { get }
    var localID: String { get }
    /// Whether the row says all that the directory does.
    func isDescribed(by row: Row) -> Bool
}

extension DirectoryUser: DirectoryEntry {
    static let kind = PublicID.Kind.user

    func isDescribed(by row: User) -> Bool {
        row.name == name && row.enabled == enabled && row.extra == extra && row.defaultProjectID == defaultProjectID
    }
}

extension DirectoryGroup: DirectoryEntry {
    static let kind = PublicID.Kind.group

    func isDescribed(by row: Group) -> Bool {
        row.name == name && row.description == description && row.extra == extra
    }
}
