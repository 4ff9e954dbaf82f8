import CloudCore

/// Which servers a list wants, apart from order and page.
struct ServerFilter: Sendable {
    /// nil: of all projects.
    var projectID: String?
    /// Python's regular expression, searched in the name.
    var name: String?
    /// nil: any; statuses that do not exist match nothing.
    var statuses: [ServerStatus]?
    /// Part of an address.
    var address: String?
    var changesSince: Timestamp?
    var changesBefore: Timestamp?
    /// Deleted servers instead of the others.
    var wantsDeleted = false
    var allTags: [String] = []
    var anyTags: [String] = []
    var notAllTags: [String] = []
    var notAnyTags: [String] = []
    /// Columns and the texts that they must equal.
    var equal: [ListQuery.Filter] = []
}
