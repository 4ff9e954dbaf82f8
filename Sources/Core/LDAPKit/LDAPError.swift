/// What a directory server, or the way to it, refused.
package struct LDAPError: Error, Sendable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        /// Nobody answers, or not in time.
        case unreachable
        case invalidCredentials
        case noSuchObject
        /// The server gives no more entries than so many.
        case tooMany
        case other
    }

    package var reason: Reason
    /// libldap's number: of the protocol when positive (RFC 4511, 4.1.9), of the library when negative.
    package var code: Int32
    /// For the log: no password is ever in it.
    package var description: String

    package init(_ reason: Reason, code: Int32 = 0, _ description: String) {
        self.reason = reason
        self.code = code
        self.description = description
    }
}
