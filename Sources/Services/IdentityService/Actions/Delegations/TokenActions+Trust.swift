import CloudCore
import CloudSQL

/// Tokens that hang on a trust.
extension TokenActions {
    /// The trust that the trustee asks for; the token becomes the trustor's when the trust says so.
    /// - Throws: `Fault` 401 when there is no such trust, 403 when it is not this user's, or its people may not act.
    func entrusted(_ id: String, _ proved: Proved) async throws -> Proved {
        guard proved.delegation == nil else { throw Fault.unauthorized() }
        let (trust, stands, user) = try await kit.store.read { connection in
            let trust = try connection.table(Trust.self).find(id)
            return (
                trust.flatMap { $0.isUsable(at: connection.now) ? $0 : nil }, try connection.standingTrust(id) != nil,
                try trust.flatMap { try connection.table(User.self).find($0.actingUserID) }
            )
        }
        guard let trust, let user else { throw Fault.unauthorized() }
        guard trust.trusteeUserID == proved.user.id, stands else { throw Self.refused }
        var entrusted = proved
        entrusted.user = user
        entrusted.delegation = .trust(trust)
        return entrusted
    }

    /// Counts one use of a limited trust: no more tokens than uses, whoever asks at the same time.
    func spend(_ delegation: Delegation?) async throws {
        guard let trust = delegation?.trust, trust.remainingUses != nil else { return }
        // The tokens that were had before hold on: no change is counted.
        guard try await kit.store.database.write({ try $0.spendTrust(trust.id) }) else { throw Fault.unauthorized() }
    }

    static var refused: Fault { .forbidden("You are not authorized to perform the requested action.") }
}
