import CloudCore
import CloudSQL

/// Stands before every account that is entered by something one could guess: counts wrong guesses of passwords and
/// passcodes alike, locks, and refuses who was away too long.
///
/// A right guess forgets nothing by itself: who knows the password could else try passcodes for ever. Failures are
/// forgotten when a sign-in is complete.
struct AccountGate: Sendable {
    let store: IdentityStore
    let rules: SecurityCompliance

    /// - Parameters:
    ///   - user: whom the client named; nil when there is nobody of that name.
    ///   - name: what the client called them.
    ///   - isRight: whether what was shown is the user's.
    /// - Throws: `Fault` 401 or `AccountLocked`, in the same words whatever is wrong.
    func admit(_ user: User?, named name: String, _ isRight: Bool) async throws -> User {
        guard let user, user.enabled, isRight else {
            _ = try await settle(user, name, false)
            throw Fault.unauthorized()
        }
        guard try await settle(user, name, true) else { throw Fault.unauthorized() }
        return user
    }

    /// Decides in one transaction and writes down what it decided: of guesses made at once only so many count as an
    /// account may have.
    /// - Throws: `AccountLocked`, which clients cannot tell from any other 401.
    private func settle(_ user: User?, _ name: String, _ isRight: Bool) async throws -> Bool {
        guard rules.lockoutAttempts != nil || rules.daysInactive != nil else { return isRight }
        if isRight, let user, try await isUnsuspected(user) { return true }
        let (isIn, isLocked) = try await store.note { connection in
            let now = connection.now
            let records = try connection.table(SignInRecord.self)
            let id = user?.id ?? SignInRecord.decoy(name)
            var record = try records.find(id) ?? SignInRecord(id: id, failures: 0, failedAt: nil, activeAt: nil)
            let isLocked = user.map { rules.isLocked($0, record, at: now) } ?? false
            if !isLocked, !isRight {
                let isOver = rules.lockoutAttempts.map { record.failures >= $0 } ?? false
                record.failures = isOver ? 1 : record.failures + 1
                record.failedAt = now
            }
            // Written in any case: that nothing was to be written would tell that the guess was right.
            try records.upsert(record)
            let isIn = isRight && !isLocked && !(user.map { rules.isInactive($0, record, at: now) } ?? true)
            return (isIn, isLocked)
        }
        if isLocked { throw AccountLocked() }
        return isIn
    }

    /// A sign-in is complete: failures are forgotten, and the account was in use today.
    func welcome(_ user: User) async throws {
        guard rules.lockoutAttempts != nil || rules.daysInactive != nil, try await !isUnsuspected(user) else { return }
        try await store.note { try $0.clearSignIns(of: user.id) }
    }

    /// Whether nothing is to be decided or written: no failures to forget, and already seen today.
    private func isUnsuspected(_ user: User) async throws -> Bool {
        try await store.read { connection in
            guard let record = try connection.signIns(of: user.id), record.failures == 0,
                let active = record.activeAt
            else { return false }
            return active.day == connection.now.day
        }
    }
}
