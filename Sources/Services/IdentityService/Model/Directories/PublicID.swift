import Crypto

/// The id under which somebody of a directory is known here: the same in every cloud that names them alike, and the
/// one that Keystone's `sha256` generator gives.
enum PublicID {
    enum Kind: String, Sendable, Codable, Hashable {
        case user, group
    }

    static func of(_ localID: String, _ kind: Kind, in domainID: String) -> String {
        Hexadecimal.text(Array(SHA256.hash(data: Array((domainID + kind.rawValue + localID).utf8))))
    }

    /// Whether an id can be one of these: what identity makes itself is half as long.
    static func fits(_ id: String) -> Bool { id.utf8.count == 64 }
}
