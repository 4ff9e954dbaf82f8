import CloudAuth
import CloudCore
import CloudSQL

/// Which role implies which: list, check, create, delete.
struct ImpliedRoleActions: Sendable {
    let kit: IdentityKit

    /// Prior roles with what each implies in one step.
    func inferences(_ caller: Caller) async throws -> [(prior: Role, implied: [Role])] {
        try kit.policy.enforce("identity:list_role_inference_rules", caller)
        let book = try await kit.store.read { try $0.roleBook() }
        return book.implied.keys.sorted().compactMap { id in book.roles[id].map { ($0, Self.implied(by: id, book)) } }
    }

    func list(_ priorID: String, _ caller: Caller) async throws -> (prior: Role, implied: [Role]) {
        try kit.policy.enforce("identity:list_implied_roles", caller)
        return try await kit.store.read { connection in
            let prior = try connection.require(Role.self, priorID)
            return (prior, Self.implied(by: priorID, try connection.roleBook()))
        }
    }

    func show(
        _ priorID: String, _ impliedID: String, rule: String = "identity:get_implied_role", _ caller: Caller
    ) async throws -> (prior: Role, implied: Role) {
        try kit.policy.enforce(rule, caller)
        return try await kit.store.read { connection in
            let pair = (try connection.require(Role.self, priorID), try connection.require(Role.self, impliedID))
            guard try connection.roleBook().implied[priorID]?.contains(impliedID) == true else {
                throw Self.missing(priorID, impliedID)
            }
            return pair
        }
    }

    func create(_ priorID: String, _ impliedID: String, _ caller: Caller) async throws -> (prior: Role, implied: Role) {
        try kit.policy.enforce("identity:create_implied_role", caller)
        return try await kit.store.write { connection in
            let prior = try connection.require(Role.self, priorID)
            let implied = try connection.require(Role.self, impliedID)
            guard implied.name != "admin" || implied.domainID != nil else {
                throw Fault.forbidden("Invalid implied role \(impliedID): admin is never implied.")
            }
            guard implied.domainID == nil || prior.domainID != nil else {
                throw Fault.forbidden("A domain's own role cannot be implied by a global one.")
            }
            guard try !connection.roleBook().closure(of: [impliedID]).contains(priorID) else {
                throw Fault.forbidden("Role \(impliedID) already implies \(priorID): a circle of roles is not allowed.")
            }
            try connection.insert(RoleImplication(priorRoleID: priorID, impliedRoleID: impliedID))
            kit.announceRoleChange(connection)
            return (prior, implied)
        }
    }

    func delete(_ priorID: String, _ impliedID: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_implied_role", caller)
        try await kit.store.write { connection in
            let implication = RoleImplication(priorRoleID: priorID, impliedRoleID: impliedID)
            guard try connection.delete(implication) else { throw Self.missing(priorID, impliedID) }
            kit.announceRoleChange(connection)
        }
    }

    private static func implied(by id: String, _ book: RoleBook) -> [Role] {
        (book.implied[id] ?? []).compactMap { book.roles[$0] }
    }

    private static func missing(_ prior: String, _ implied: String) -> Fault {
        .notFound("\(prior) does not imply \(implied).")
    }
}
