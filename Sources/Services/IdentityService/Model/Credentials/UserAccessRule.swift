import CloudJSON

/// An access rule that a user has made, for any number of their application credentials. It never changes.
struct UserAccessRule: Sendable, Codable, Hashable {
    var id: String
    var userID: String
    var service: String
    var path: String
    var method: String

    /// As application credentials and tokens show it.
    var json: JSON {
        ["id": .string(id), "service": .string(service), "path": .string(path), "method": .string(method)]
    }
}
