import CloudAuth
import CloudCore
import CloudSQL

/// By what names identity providers know users.
extension UserActions {
    func identities(of users: [User]) async throws -> [String: [FederatedIdentity]] {
        try await kit.identities(of: users)
    }

    /// The groups that the user is in for a while, each with its last moment.
    func expiringMemberships(of userID: String) async throws -> [String: Timestamp] {
        try await kit.store.read { try $0.expiringMemberships(of: userID) }
    }

    /// Who manages one domain must not take over, in advance, whom the provider of another vouches for.
    /// - Parameter rule: what the caller was asked; asked again for the domain of each provider that is new to the
    ///   user.
    /// - Throws: `Fault` 400 for a provider or a protocol that is not there, 409 for a name of another user.
    func replaceIdentities(
        of user: User, _ wanted: [FederatedIdentity]?, _ rule: String, _ caller: Caller, _ connection: Connection
    ) throws {
        guard let wanted else { return }
        let table = try connection.table(FederatedIdentity.self)
        let held = Set(try connection.federatedIdentities(of: [user.id])[user.id, default: []].map(\.words))
        try table.delete(where: [.equal("user_id", user.id)])
        for identity in wanted {
            guard let provider = try connection.table(IdentityProvider.self).find(identity.idpID) else {
                throw Fault.badRequest("Could not find Identity Provider: \(identity.idpID).")
            }
            if !held.contains(identity.words) {
                try kit.policy.enforce(rule, caller, ["target.user.domain_id": provider.domainID])
            }
            guard try connection.federationProtocol(identity.protocolID, of: identity.idpID) != nil else {
                throw Fault.badRequest(Fault.missingProtocol(identity.protocolID, of: identity.idpID).message)
            }
            var own = identity
            (own.key, own.userID) = (kit.identifiers.hex(), user.id)
            guard try table.insertIfAbsent(own) else {
                throw Fault.taken("federated_user", "Duplicate entry found with ID \(identity.uniqueID)")
            }
        }
    }
}

extension MembershipActions {
    func identities(of users: [User]) async throws -> [String: [FederatedIdentity]] {
        try await kit.identities(of: users)
    }
}

extension IdentityKit {
    fileprivate func identities(of users: [User]) async throws -> [String: [FederatedIdentity]] {
        let ids = users.map(\.id)
        return try await store.read { try $0.federatedIdentities(of: ids) }
    }
}

extension FederatedIdentity {
    /// Provider, protocol and name: what no two users have.
    fileprivate var words: [String] { [idpID, protocolID, uniqueID] }
}
