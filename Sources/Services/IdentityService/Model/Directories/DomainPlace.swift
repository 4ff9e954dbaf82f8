import CloudCore

/// Where a domain's users and groups are kept.
enum DomainPlace: Sendable {
    case directory(any PeopleDirectory)
    /// It names a directory that cannot be used: nothing else is done in its stead.
    case unusable(String)
}
