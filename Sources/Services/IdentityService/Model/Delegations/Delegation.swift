import CloudCore

/// What a token hangs on beside its user: it narrows the roles and ends the token with itself.
enum Delegation: Sendable, Hashable {
    case applicationCredential(ApplicationCredential)
    case trust(Trust)
    case accessToken(AccessToken)

    /// As the token's payload names it.
    enum Reference: Sendable, Hashable {
        case applicationCredential(String)
        case trust(String)
        case accessToken(String)
    }

    var reference: Reference {
        switch self {
        case .applicationCredential(let credential): .applicationCredential(credential.id)
        case .trust(let trust): .trust(trust.id)
        case .accessToken(let token): .accessToken(token.id)
        }
    }

    /// The only user whose tokens may hang on it.
    var userID: String {
        switch self {
        case .applicationCredential(let credential): credential.userID
        case .trust(let trust): trust.actingUserID
        case .accessToken(let token): token.userID
        }
    }

    /// The token carries these roles and those they imply, as far as its user still has them.
    var roleIDs: [String] {
        switch self {
        case .applicationCredential(let credential): credential.roleIDs
        case .trust(let trust): trust.roleIDs
        case .accessToken(let token): token.roleIDs
        }
    }

    /// The token is void as soon as one of the roles is lost, not only narrowed.
    var needsAllRoles: Bool { if case .trust = self { true } else { false } }

    /// Whose roles are handed on; nil: those of the token's own user.
    var grantorID: String? { if case .trust(let trust) = self { trust.originUserID } else { nil } }

    /// Users whose revocations the token heeds beside its own user's.
    var parties: [String] {
        guard case .trust(let trust) = self else { return [] }
        return [trust.trustorUserID, trust.trusteeUserID, trust.originUserID]
    }

    /// nil: it does not end by itself.
    var expiresAt: Timestamp? {
        switch self {
        case .applicationCredential(let credential): credential.expiresAt
        case .trust(let trust): trust.expiresAt
        case .accessToken(let token): token.expiresAt
        }
    }

    /// The only scope that its tokens may have; nil: any.
    var scope: TokenScope? {
        switch self {
        case .applicationCredential(let credential): .project(credential.projectID)
        case .trust(let trust): trust.projectID.map { .project($0) } ?? .unscoped
        case .accessToken(let token): .project(token.projectID)
        }
    }

    var applicationCredential: ApplicationCredential? {
        guard case .applicationCredential(let credential) = self else { return nil }
        return credential
    }

    var trust: Trust? {
        guard case .trust(let trust) = self else { return nil }
        return trust
    }
}
