import CloudAuth
import CloudCore
import CloudSQL

/// Turns what an identity provider asserts into a user of ours (Keystone's "shadow users" and "auto-provisioning").
struct FederatedLogin: Sendable {
    let kit: IdentityKit
    /// The attribute that holds a provider's remote id, where its protocol names none; empty: it is not looked at.
    let remoteIDAttribute: String
    /// How long memberships outlive the sign-in, where the provider names no time.
    let membershipLifetime: Duration

    /// What a sign-in is made by.
    struct Way: Sendable {
        var provider: IdentityProvider
        var pathway: FederationProtocol
        var mapping: AttributeMapping
    }

    /// The provider, its protocol and its mapping, as far as they may be used.
    func way(_ idpID: String, _ protocolID: String) async throws -> Way {
        try await kit.store.read { connection in
            let provider = try connection.require(IdentityProvider.self, idpID)
            guard provider.enabled else { throw Fault.disabledProvider(idpID) }
            let pathway = try connection.requireProtocol(protocolID, of: idpID)
            let mapping = try connection.require(AttributeMapping.self, pathway.mappingID)
            return Way(provider: provider, pathway: pathway, mapping: mapping)
        }
    }

    /// Admits who comes by the way, and tells how that went.
    func prove(_ way: Way, _ assertion: Assertion) async throws -> Proved {
        let attempt = SignInAttempt(
            federation: FederatedSession(idpID: way.provider.id, protocolID: way.pathway.id, groupIDs: []))
        return try await kit.told(attempt, user: \.user, federation: \.federation) { try await admit(way, assertion) }
    }

    /// Applies the mapping, and makes or renews what it asks for: the user, memberships, projects with roles.
    private func admit(_ way: Way, _ assertion: Assertion) async throws -> Proved {
        try requireRemoteID(way, assertion)
        var identity = try MappingRules(way.mapping).apply(assertion)
        let methods = AuthMethods.federated(way.pathway.id)
        if identity.user.isLocal { return Proved(user: try await localUser(identity.user), methods: methods) }
        try Self.complete(&identity.user, assertion)
        let final = identity
        let newID = kit.identifiers.hex()
        let read = try await kit.store.read { connection -> (User?, [String]) in
            let groups = try groupIDs(final, way, connection)
            return (try settled(final, way, groups, connection), groups)
        }
        var found = read
        // Two first sign-ins of one user may meet: whoever comes second finds what the other has made.
        for isLast in [false, true] where found.0 == nil {
            do {
                found = try await kit.store.write { connection in
                    let groups = try groupIDs(final, way, connection)
                    return (try settle(final, way, groups, newID, connection), groups)
                }
            } catch let fault as Fault where fault.status == 409 && !isLast {
                continue
            }
        }
        guard let user = found.0 else { throw Fault.unauthorized() }
        return Proved(
            user: user, methods: methods,
            federation: FederatedSession(idpID: way.provider.id, protocolID: way.pathway.id, groupIDs: found.1))
    }

    private func requireRemoteID(_ way: Way, _ assertion: Assertion) throws {
        let attribute = way.pathway.remoteIDAttribute.flatMap { $0.isEmpty ? nil : $0 } ?? remoteIDAttribute
        guard !attribute.isEmpty, !way.provider.remoteIDs.isEmpty else { return }
        guard let value = assertion[attribute]?.joined(separator: ";") else {
            throw Fault.badRequest("Could not find Identity Provider identifier in environment")
        }
        guard way.provider.remoteIDs.contains(value) else {
            throw Fault.forbidden("Incoming identity provider identifier not included among the accepted identifiers.")
        }
    }

    private func localUser(_ user: MappedIdentity.User) async throws -> User {
        guard user.id != nil || user.name != nil else { throw Fault.expecting("id or name", in: "user") }
        guard user.id != nil || user.domain?.id != nil || user.domain?.name != nil else {
            throw Fault.expecting("domain", in: "user")
        }
        let reference = Reference(
            id: user.id, name: user.name, domainID: user.domain?.id, domainName: user.domain?.name)
        let found = try await kit.store.read { connection -> User? in
            guard let user = try connection.user(reference), user.enabled,
                try connection.domain(id: user.domainID)?.enabled == true
            else { return nil }
            return user
        }
        guard let found else { throw Fault.unauthorized() }
        return found
    }

    /// A name and an id: each stands for the other, and the web server's user for both.
    private static func complete(_ user: inout MappedIdentity.User, _ assertion: Assertion) throws {
        func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
        let name = given(user.name) ?? given(assertion["REMOTE_USER"]?.joined(separator: ";"))
        guard let id = given(user.id) ?? name else {
            throw Fault.unauthorized(
                "Could not map user while setting ephemeral user identity. Either mapping rules must specify user "
                    + "id/name or REMOTE_USER environment variable must be set.")
        }
        user.name = name ?? id
        user.id = PercentCoding.encode(id, keeping: "/")
        for text in [user.id, user.name, user.email].compactMap({ $0 }) {
            guard text.unicodeScalars.count <= 255, !text.utf8.contains(0) else {
                throw Fault.badRequest("The mapped user's id, name and email must be texts of at most 255 characters.")
            }
        }
    }
}

extension AuthMethods {
    /// The method that a protocol counts as.
    static func federated(_ protocolID: String) -> AuthMethods {
        switch protocolID {
        case "saml2": .saml2
        case "openid": .openid
        default: .mapped
        }
    }
}
