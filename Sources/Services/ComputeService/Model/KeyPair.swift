import CloudCore

/// A user's public key, by name. Not the project's: two users may have keys of one name.
struct KeyPair: Sendable, Codable, Hashable {
    /// User and name: a key's name is unique for its user.
    var id: String
    var userID: String
    var name: String
    /// `ssh` or `x509`.
    var type: String
    var publicKey: String
    var fingerprint: String
    var createdAt: Timestamp

    init(userID: String, name: String, type: String, publicKey: String, fingerprint: String, createdAt: Timestamp) {
        id = Self.id(userID: userID, name: name)
        self.userID = userID
        self.name = name
        self.type = type
        self.publicKey = publicKey
        self.fingerprint = fingerprint
        self.createdAt = createdAt
    }

    static func id(userID: String, name: String) -> String { "\(userID)/\(name)" }
}
