import CloudCore

/// Lets users in by their passwords.
///
/// Whatever is wrong (nobody of that name, a wrong password, an account that is locked, disabled or inactive), it costs
/// the same hash, the same rows written, and is told in the same words. Only who knows the password hears that it has
/// expired.
struct PasswordGate: Sendable {
    let accounts: AccountGate
    let hasher: PasswordHasher

    /// - Parameters:
    ///   - user: whom the client named; nil when there is nobody of that name.
    ///   - name: what the client called them.
    ///   - evenIfExpired: an expired password may still be changed.
    /// - Throws: `Fault` 401.
    func admit(_ user: User?, _ password: String, named name: String, evenIfExpired: Bool = false) async throws -> User
    {
        // With no user, or one without a password, the time of a hash is spent all the same.
        let isRight = try await hasher.verify(password, user?.passwordHash)
        let user = try await accounts.admit(user, named: name, isRight)
        let now = accounts.store.clock.now
        if !evenIfExpired, let end = user.passwordExpiresAt, !user.has(.ignorePasswordExpiry), end <= now {
            throw Fault.unauthorized("The password is expired and needs to be changed for user: \(user.id).")
        }
        return user
    }
}
