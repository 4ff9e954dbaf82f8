import CloudCore

/// What a user has proved of what their factor rules ask for; good for a short time, and only beside the rest.
struct Receipt: Sendable, Hashable {
    var userID: String
    var methods: AuthMethods
    var issuedAt: Timestamp
    var expiresAt: Timestamp
}

/// The form inside a Fernet token: version, methods (2 bytes), issued, expires (8 bytes each, microseconds, big
/// endian), the user id's length and bytes. Its keys are its own, so that no token can be taken for one.
extension Receipt {
    private static let version: UInt8 = 1

    var bytes: [UInt8] {
        let user = Array(userID.utf8.prefix(127))
        return [Self.version] + methods.rawValue.bigEndianBytes + issuedAt.microseconds.bigEndianBytes
            + expiresAt.microseconds.bigEndianBytes + [UInt8(user.count)] + user
    }

    /// nil when the bytes are no receipt of this version.
    init?(bytes: [UInt8]) {
        var reader = TokenReader(bytes)
        guard let head = reader.take(3), head[0] == Self.version, let issued = reader.moment(),
            let expires = reader.moment(), let user = reader.identifier(), reader.isAtEnd
        else { return nil }
        self.init(
            userID: user, methods: AuthMethods(rawValue: UInt16(head[1]) << 8 | UInt16(head[2])), issuedAt: issued,
            expiresAt: expires)
    }
}
