import CloudCore

/// What a token hangs on beside its user: it narrows the roles and ends the token with itself.
enum Delegation: Sendable, Hashable {
    case applicationCredential(ApplicationCredential)

    /// As the token's payload names it.
    enum Reference: Sendable, Hashable {
        case applicationCredential(String)
    }

    var reference: Reference {
        switch self {
        case .applicationCredential(let credential): .applicationCredential(credential.id)
        }
    }

    /// The token carries these roles and those they imply, as far as its user still has them.
    var roleIDs: [String] {
        switch self {
        case .applicationCredential(let credential): credential.roleIDs
        }
    }

    /// nil: it does not end by itself.
    var expiresAt: Timestamp? {
        switch self {
        case .applicationCredential(let credential): credential.expiresAt
        }
    }

    /// The only scope that its tokens may have; nil: any.
    var scope: TokenScope? {
        switch self {
        case .applicationCredential(let credential): .project(credential.projectID)
        }
    }

    var applicationCredential: ApplicationCredential? {
        guard case .applicationCredential(let credential) = self else { return nil }
        return credential
    }
}
