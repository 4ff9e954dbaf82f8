import CloudCore

/// Rules for passwords and accounts (Keystone's "Security compliance and PCI-DSS").
struct SecurityCompliance: Sendable {
    var lockoutAttempts: Int?
    var lockoutDuration: Duration?
    var daysInactive: Int?
    var expiresDays: Int?
    /// 0: a new password may be any of the old ones.
    var uniquePasswords = 0
    var minimumAgeDays = 0
    var pattern: String?
    var patternDescription: String?
    var changesUponFirstUse = false

    /// Passwords that are remembered by their hashes, the one in use among them.
    var rememberedPasswords: Int { max(1, uniquePasswords) }

    /// - Throws: `Fault` 400 for a password that is too weak.
    func requireStrength(_ password: String) throws {
        guard let pattern else { return }
        guard let regex = try? Regex(pattern) else {
            throw Fault.badRequest(
                "Password validation error: Unable to validate password due to invalid configuration.")
        }
        guard (try? regex.prefixMatch(in: password)) != nil else {
            throw Fault.badRequest(
                "The password does not match the requirements: \(patternDescription ?? "None").")
        }
    }

    /// When a password set now is to be changed at the latest; nil: never.
    /// - Parameter bySomebodyElse: set by an administrator, not by the user.
    func expiry(of user: User, setAt now: Timestamp, bySomebodyElse: Bool) -> Timestamp? {
        if bySomebodyElse, changesUponFirstUse, !user.has(.ignoreChangePasswordUponFirstUse) { return now }
        guard let expiresDays, !user.has(.ignorePasswordExpiry) else { return nil }
        return Timestamp(seconds: (now + .days(expiresDays)).seconds)
    }

    /// Whether the account is locked because of failures.
    func isLocked(_ user: User, _ record: SignInRecord, at now: Timestamp) -> Bool {
        guard let lockoutAttempts, record.failures >= lockoutAttempts, !user.has(.ignoreLockoutFailureAttempts) else {
            return false
        }
        guard let lockoutDuration, let last = record.failedAt else { return true }
        return now < last + lockoutDuration
    }

    /// From when on the account counts as disabled if nobody signs in as the user; nil: never.
    func turnsInactive(_ user: User, _ record: SignInRecord?) -> Timestamp? {
        guard let daysInactive, !user.has(.ignoreUserInactivity), let last = record?.activeAt else { return nil }
        return Timestamp(seconds: (last.day + Int64(daysInactive)) * 86400)
    }

    /// Whether nobody has signed in as the user for so long that the account counts as disabled.
    func isInactive(_ user: User, _ record: SignInRecord?, at now: Timestamp) -> Bool {
        turnsInactive(user, record).map { $0 <= now } ?? false
    }

    /// - Throws: `Fault` 400 when the password is too young to be changed by its user.
    func requireAge(_ password: StoredPassword?, at now: Timestamp) throws {
        guard minimumAgeDays > 0, let password, password.selfService else { return }
        let end = password.createdAt + .days(minimumAgeDays)
        guard now < end else { return }
        throw Fault.badRequest(
            "You cannot change your password at this time due to the minimum password age. Once you change your "
                + "password, it must be used for \(minimumAgeDays) day(s) before it can be changed. Please try again "
                + "in \((end - now).wholeDays) day(s) or contact your administrator to reset your password.")
    }
}

extension Duration {
    static func days(_ count: Int) -> Duration { .seconds(Int64(count) * 86400) }
    var wholeDays: Int64 { components.seconds / 86400 }
}

extension Timestamp {
    /// Days since 1970.
    var day: Int64 { seconds.quotient(rounded: 86400) }
}

extension Int64 {
    /// Division that rounds down.
    fileprivate func quotient(rounded divisor: Int64) -> Int64 {
        (self - ((self % divisor) + divisor) % divisor) / divisor
    }
}
