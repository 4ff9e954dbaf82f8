import CloudAuth
import CloudCore
import CloudSQL

/// What was revoked, for services that check tokens by themselves (OS-REVOKE).
struct RevocationActions: Sendable {
    let kit: IdentityKit

    func list(since moment: Timestamp?, _ caller: Caller) async throws -> [Revocation] {
        try kit.policy.enforce("identity:list_revoke_events", caller)
        let later = moment.map { ListQuery.Filter("issued_before", .greater, [.integer($0.microseconds)]) }
        let query = ListQuery(filters: later.map { [$0] } ?? [], order: [.init("issued_before")])
        return try await kit.store.read { try $0.table(Revocation.self).list(query) }
    }
}
