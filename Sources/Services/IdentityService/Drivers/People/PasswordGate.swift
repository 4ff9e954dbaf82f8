import CloudCore
import CloudSQL

/// Lets users in by their passwords: checks, counts failures, locks.
///
/// Whatever is wrong (nobody of that name, a wrong password, an account that is locked, disabled or inactive), it costs
/// the same hash, the same rows written, and is told in the same words. Only who knows the password hears that it has
/// expired.
struct PasswordGate: Sendable {
    let store: IdentityStore
    let hasher: PasswordHasher
    let rules: SecurityCompliance

    /// - Parameters:
    ///   - user: whom the client named; nil when there is nobody of that name.
    ///   - name: what the client called them.
    ///   - evenIfExpired: an expired password may still be changed.
    /// - Throws: `Fault` 401.
    func admit(_ user: User?, _ password: String, named name: String, evenIfExpired: Bool = false) async throws -> User
    {
        // With no user, or one without a password, the time of a hash is spent all the same.
        let matches = try await hasher.verify(password, user?.passwordHash)
        let isIn = try await settle(user, matches && user?.enabled == true, SignInRecord.decoy(name))
        guard isIn, let user else { throw Fault.unauthorized() }
        if !evenIfExpired, let end = user.passwordExpiresAt, !user.has(.ignorePasswordExpiry), end <= store.clock.now {
            throw Fault.unauthorized("The password is expired and needs to be changed for user: \(user.id).")
        }
        return user
    }

    /// Decides in one transaction and writes down what it decided: of guesses made at once only so many count as an
    /// account may have.
    private func settle(_ user: User?, _ matches: Bool, _ decoy: String) async throws -> Bool {
        guard rules.lockoutAttempts != nil || rules.daysInactive != nil else { return matches }
        if matches, let user, let admitted = try await unrecorded(user) { return admitted }
        return try await store.note { connection in
            let now = connection.now
            let records = try connection.table(SignInRecord.self)
            let id = user?.id ?? decoy
            var record = try records.find(id) ?? SignInRecord(id: id, failures: 0, failedAt: nil, activeAt: nil)
            let isLocked = user.map { rules.isLocked($0, record, at: now) } ?? false
            let isIn = matches && !isLocked && !(user.map { rules.isInactive($0, record, at: now) } ?? true)
            if isIn {
                record = SignInRecord(id: id, failures: 0, failedAt: nil, activeAt: now)
            } else if !isLocked, !matches {
                let isOver = rules.lockoutAttempts.map { record.failures >= $0 } ?? false
                record.failures = isOver ? 1 : record.failures + 1
                record.failedAt = now
            }
            try records.upsert(record)
            return isIn
        }
    }

    /// The answer for a right password when nothing has to be written: no failures to forget, and already seen today.
    private func unrecorded(_ user: User) async throws -> Bool? {
        try await store.read { connection in
            guard let record = try connection.signIns(of: user.id), record.failures == 0,
                let active = record.activeAt, active.day == connection.now.day
            else { return nil }
            return true
        }
    }
}
