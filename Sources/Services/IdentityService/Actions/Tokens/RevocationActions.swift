import CloudAuth
import CloudCore
import CloudSQL

/// What was revoked, for services that check tokens by themselves (OS-REVOKE).
struct RevocationActions: Sendable {
    let kit: IdentityKit

    func list(since moment: Timestamp?, _ caller: Caller) async throws -> [Revocation] {
        try kit.policy.enforce("identity:list_revoke_events", caller)
        return try await kit.store.read { connection in
            let all = try connection.table(Revocation.self).list(ListQuery(order: [.init("issued_before")]))
            return all.filter { event in moment.map { event.issuedBefore > $0 } ?? true }
        }
    }
}
