package import CloudAuth
import CloudCore

/// Identity's own check of tokens: no other service is asked.
package struct LocalTokenVerifier: TokenVerifier {
    private let tokens: TokenBook

    init(_ tokens: TokenBook) { self.tokens = tokens }

    /// - Throws: `Fault` 403 for a token of an EC2 credential: it is for other services, and never for identity itself.
    package func caller(of token: String) async throws -> Caller? {
        guard let checked = try await tokens.check(token) else { return nil }
        guard !checked.token.payload.methods.contains(.ec2Credential) else {
            throw Fault.refused("Using a token of an EC2 credential with the Identity API")
        }
        return checked.token.caller(token)
    }
}

extension ValidToken {
    /// Who makes a request with this token.
    func caller(_ text: String) -> Caller {
        let callerScope: Caller.Scope
        switch scope {
        case .unscoped: callerScope = .unscoped
        case .system: callerScope = .system
        case .domain(let place): callerScope = .domain(.init(id: place.id, name: place.name))
        case .project(let place):
            callerScope = .project(
                .init(id: place.id, name: place.name), domain: .init(id: place.domainID, name: place.domainName),
                isDomain: place.isDomain)
        }
        var caller = Caller(
            token: text, user: .init(id: payload.userID, name: userName),
            userDomain: .init(id: userDomainID, name: userDomainName), scope: callerScope, roles: roles.map(\.name),
            expiresAt: payload.expiresAt, auditID: auditIDs.first, accessRules: delegation?.accessRules)
        caller.certificateThumbprint = payload.thumbprint
        return caller
    }
}
