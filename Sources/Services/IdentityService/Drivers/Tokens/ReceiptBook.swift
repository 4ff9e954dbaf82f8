import CloudCore
import CloudSQL

/// Issues receipts and takes them back.
struct ReceiptBook: Sendable {
    let store: IdentityStore
    let keys: FernetKeys
    let clock: CloudClock
    let lifetime: Duration

    /// - Parameter now: when the proof was begun: a password that is changed meanwhile ends the receipt.
    func issue(
        _ methods: AuthMethods, to userID: String, since now: Timestamp
    ) throws -> (text: String, receipt: Receipt) {
        let receipt = Receipt(userID: userID, methods: methods, issuedAt: now, expiresAt: now + lifetime)
        return (try Fernet.seal(receipt.bytes, at: now, keys.ring()), receipt)
    }

    /// The methods that the receipt vouches for.
    /// - Throws: `Fault` 401 for one that is forged, old, somebody else's, or from before the user's tokens were
    ///   revoked (a changed password among others).
    func methods(_ text: String, of user: User) async throws -> AuthMethods {
        guard let content = Fernet.open(text, try keys.ring()), let receipt = Receipt(bytes: content),
            receipt.userID == user.id, clock.now < receipt.expiresAt
        else { throw Fault.unauthorized() }
        let revoked = try await store.read {
            try $0.revoked(users: [user.id], projectID: nil, domains: [user.domainID])
        }
        guard revoked.map({ $0 < receipt.issuedAt }) ?? true else { throw Fault.unauthorized() }
        return receipt.methods
    }
}
