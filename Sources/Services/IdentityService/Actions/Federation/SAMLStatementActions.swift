import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL
import SAMLKit

/// A user of this cloud for another that trusts it: Keystone-to-Keystone (Identity API v3, OS-FEDERATION, "Generate a
/// SAML assertion").
struct SAMLStatementActions: Sendable {
    let kit: IdentityKit
    let tokens: TokenBook
    let authority: SAMLAuthority

    struct Made: Sendable {
        var provider: ServiceProvider
        var xml: String
    }

    /// - Parameter wrapped: in an envelope that a program carries to the other cloud.
    func create(token: String, providerID: String, wrapped: Bool) async throws -> Made {
        let provider = try await kit.store.read { try $0.require(ServiceProvider.self, providerID) }
        guard provider.enabled else { throw Fault.forbidden("Service Provider \(providerID) is disabled") }
        guard let checked = try await tokens.check(token) else { throw Fault.notFound("Could not find token.") }
        guard case .project(let place) = checked.token.scope else {
            throw Fault.refused("Use a project scoped token when attempting to create a SAML assertion")
        }
        // The other cloud knows neither of a token's access rules nor of its certificate, nor that it was had for one
        // signed request: that must not be lost by it.
        guard checked.token.delegation?.accessRules == nil, checked.token.payload.thumbprint == nil,
            !checked.token.payload.methods.contains(.ec2Credential)
        else {
            throw Fault.forbidden("A token that is limited beyond its roles cannot become an assertion.")
        }
        let (signer, issuer) = (try authority.signer(), try authority.entityID)
        let statement = SAMLStatement(
            issuer: issuer, recipient: provider.spURL, subject: checked.token.userName,
            attributes: try await attributes(checked.token, place), now: kit.store.clock.now,
            lifetime: try authority.lifetime, ids: (id(), id(), id()))
        do throws(SAMLRefusal) {
            let response = try statement.response(signer)
            guard wrapped else { return Made(provider: provider, xml: response) }
            let state = provider.relayStatePrefix + kit.identifiers.hex()
            return Made(provider: provider, xml: statement.envelope(response, relayState: state))
        } catch {
            throw Fault.unavailable("This cloud cannot sign assertions now.", cause: error.description)
        }
    }

    /// XML's names begin with a letter or an underscore.
    private func id() -> String { "_" + kit.identifiers.hex() }

    private func attributes(
        _ token: ValidToken, _ place: ValidToken.Place
    ) async throws -> [(name: String, values: [String])] {
        let userID = token.payload.userID
        let groups = try await kit.store.read { connection in
            let rows = try connection.table(Group.self).list(
                ListQuery(), and: Group.having(user: userID, now: connection.now))
            let domains = try connection.table(Project.self).find(keys: rows.map(\.domainID))
            let names = Dictionary(domains.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
            return rows.map { Self.text($0.name, names[$0.domainID] ?? "") }
        }
        var attributes: [(name: String, values: [String])] = [
            ("openstack_user", [token.userName]), ("openstack_roles", token.roles.map(\.name)),
            ("openstack_project", [place.name]), ("openstack_project_domain", [place.domainName]),
            ("openstack_user_domain", [token.userDomainName]),
        ]
        if !groups.isEmpty { attributes.append(("openstack_groups", groups)) }
        return attributes
    }

    /// A group as clouds tell one another.
    private static func text(_ name: String, _ domain: String) -> String {
        "JSON:{\"name\": \(JSON.string(name).text), \"domain\": {\"name\": \(JSON.string(domain).text)}}"
    }
}
