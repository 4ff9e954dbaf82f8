import CloudCore
import CloudSQL

/// Passwords of users: checked for strength, hashed, set, remembered; changed by those who know the old one.
struct PasswordActions: Sendable {
    let kit: IdentityKit
    let hasher: PasswordHasher
    let rules: SecurityCompliance
    let accounts: AccountGate
    let gate: PasswordGate

    init(kit: IdentityKit, hasher: PasswordHasher, rules: SecurityCompliance) {
        self.kit = kit
        self.hasher = hasher
        self.rules = rules
        accounts = AccountGate(store: kit.store, rules: rules)
        gate = PasswordGate(accounts: accounts, hasher: hasher)
    }

    /// A hash of a password that is strong enough; nil for none.
    func hash(_ password: String?) async throws -> String? {
        guard let password else { return nil }
        try rules.requireStrength(password)
        return try await hasher.hash(password)
    }

    /// Gives the user a password, or takes it away. The row itself is still to be written.
    func set(_ hash: String?, of user: inout User, bySelf: Bool, _ connection: Connection) {
        user.passwordHash = hash
        user.passwordChangedAt = hash == nil ? nil : connection.now
        user.passwordExpiresAt =
            hash == nil ? nil : rules.expiry(of: user, setAt: connection.now, bySomebodyElse: !bySelf)
    }

    /// Keeps the password that the user was given in this transaction, once the user's row is there.
    func remember(_ user: User, bySelf: Bool, _ connection: Connection) throws {
        guard let hash = user.passwordHash else { return }
        try connection.remember(
            StoredPassword(
                id: kit.identifiers.hex(), userID: user.id, passwordHash: hash, createdAt: connection.now,
                selfService: bySelf), keeping: rules.rememberedPasswords)
    }

    /// Whoever knows the old password may set a new one, also when it has expired: no token is needed.
    func change(_ id: String, from old: String, to new: String) async throws {
        let named = try await kit.store.read { try $0.table(User.self).find(id) }
        let user = try await kit.told(SignInAttempt(reference: Reference(id: id)), user: \.self) {
            try await gate.admit(named, old, named: id, evenIfExpired: true)
        }
        do {
            try await requireAllowed(new, for: user)
        } catch let fault as Fault where fault.status == 400 {
            await kit.notify(refusedPasswordOf: id, fault)
            throw fault
        }
        let hash = try await hasher.hash(new)
        try await kit.store.write { connection in
            // Whoever changed it in the meantime was first: what was proved and compared is no more.
            guard var user = try connection.table(User.self).find(id), user.enabled,
                user.passwordHash == named?.passwordHash
            else { throw Fault.unauthorized() }
            set(hash, of: &user, bySelf: true, connection)
            try connection.table(User.self).update(user)
            try remember(user, bySelf: true, connection)
            try kit.notify(.updated, .user, id, connection, by: id)
            try kit.revoke(connection, userID: id)
        }
        try await accounts.welcome(user)
    }

    /// - Throws: `Fault` 400 when the user may not have the password, or no other one now.
    private func requireAllowed(_ new: String, for user: User) async throws {
        try rules.requireStrength(new)
        guard !user.has(.lockPassword) else {
            throw Fault.badRequest(
                "You cannot change your password at this time due to password policy disallowing password changes. "
                    + "Please contact your administrator to reset your password.")
        }
        let known = try await kit.store.read { connection in
            let known = try connection.passwords(of: user.id)
            try rules.requireAge(known.first, at: connection.now)
            return known
        }
        try await requireNew(new, user, known)
    }

    /// - Throws: `Fault` 400 when the user had the password lately.
    private func requireNew(_ password: String, _ user: User, _ known: [StoredPassword]) async throws {
        guard rules.uniquePasswords > 0 else { return }
        var hashes = known.prefix(rules.uniquePasswords).map(\.passwordHash)
        // A user from before the history was kept.
        if hashes.isEmpty { hashes = [user.passwordHash].compactMap { $0 } }
        for hash in hashes where try await hasher.verify(password, hash) {
            throw Fault.badRequest(
                "The new password cannot be identical to a previous password. The total number which includes the new "
                    + "password must be unique is \(rules.uniquePasswords).")
        }
    }
}
