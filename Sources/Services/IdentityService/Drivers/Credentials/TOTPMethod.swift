import CloudCore
import CloudJSON
import CloudSQL

/// `totp`: a passcode of one of the user's credentials of that type. Each is good once (RFC 6238, section 5.2), and
/// wrong ones lock the account as wrong passwords do.
struct TOTPMethod: AuthMethod {
    let vault: CredentialVault
    let accounts: AccountGate
    let clock: CloudClock
    /// How many passcodes before the current one are taken too.
    let previousWindows: Int

    let name = "totp"
    let isGuessable = true
    let schema = Schema.object(
        [
            "user": .object(
                Reference.members.merging(["passcode": .string(maxLength: 64)]) { $1 }, required: ["passcode"],
                others: .any)
        ], required: ["user"], others: .any)

    func prove(_ shown: JSON) async throws -> Proved {
        let shown = shown["user"] ?? .null
        let reference = try Reference(shown, "user")
        let passcode = shown["passcode"]?.string ?? ""
        let (user, sealed) = try await vault.store.read { connection in
            let user = try connection.user(reference)
            return (user, try user.map { try connection.seeds(of: $0.id) } ?? [])
        }
        let isRight = try await takes(passcode, sealed)
        let admitted = try await accounts.admit(user, named: reference.id ?? reference.name ?? "", isRight)
        return Proved(user: admitted, methods: .totp)
    }

    /// Whether the passcode is one of the credentials' now, and was not used before.
    private func takes(_ passcode: String, _ sealed: [SealedCredential]) async throws -> Bool {
        for match in try matches(passcode, sealed) {
            // Nobody's knowledge changes by it: no change is counted.
            let isFresh = try await vault.store.database.write {
                try $0.usePasscode(of: match.credentialID, step: match.step)
            }
            if isFresh { return true }
        }
        return false
    }

    /// Which credentials have the passcode now, or had it a little before.
    private func matches(_ passcode: String, _ sealed: [SealedCredential]) throws
        -> [(credentialID: String, step: Int64)]
    {
        let now = Passcode.step(at: clock.now)
        var found: [(String, Int64)] = []
        for credential in sealed {
            guard let secret = Base32.bytes(try vault.open(credential).blob) else { continue }
            for step in (now - Int64(previousWindows))...now
            where ConstantTime.equal(Passcode.text(secret, step: step), passcode) {
                found.append((credential.id, step))
            }
        }
        return found
    }
}
