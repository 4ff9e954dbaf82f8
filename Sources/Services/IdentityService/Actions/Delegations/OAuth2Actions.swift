import CloudCore
import CloudHTTP
import CloudJSON
import CloudSQL

/// OAuth2's client credentials grant (RFC 6749, section 4.4): by an application credential, or by a user's certificate
/// (RFC 8705), to which the token is then bound.
struct OAuth2Actions: Sendable {
    let kit: IdentityKit
    let tokens: TokenActions
    /// The common names of the authorities whose certificates speak for users; none: nobody's do.
    let issuers: Set<String>

    func grant(id: String, secret: String) async throws -> TokenBook.Issued {
        guard id.utf8.count <= 255, secret.utf8.count <= 4096 else { throw Fault.unauthorized() }
        let shown: JSON = ["id": .string(id), "secret": .string(secret)]
        return try await tokens.issue(
            TokenRequest(proofs: [.init(method: "application_credential", shown: shown)], scope: .open))
    }

    /// - Parameters:
    ///   - id: the user's.
    ///   - certificate: in DER, proved by the proxy to be the client's.
    func grant(id: String, certificate: [UInt8]) async throws -> TokenBook.Issued {
        let found = try await kit.store.read { connection in
            let user = try connection.table(User.self).find(id)
            return (user, try user.flatMap { try connection.domain(id: $0.domainID) })
        }
        guard let user = found.0, let domain = found.1, let project = user.defaultProjectID,
            let names = CertificateNames(der: certificate), speaks(names, for: user, of: domain)
        else { throw Fault.unauthorized() }
        let proved = Proved(
            user: user, methods: .oauth2Credential, thumbprint: TrustedProxies.thumbprint(certificate))
        try await tokens.requireFactors(proved, since: kit.store.clock.now)
        return try await tokens.issue(proved, scopes: [.project(project)])
    }

    /// Keystone's documented `oauth2_mapping`: each of the subject's names is one of the user's.
    private func speaks(_ names: CertificateNames, for user: User, of domain: Project) -> Bool {
        guard let issuer = names.issuer["CN"], issuers.contains(issuer) else { return false }
        let email = user.extra["email"]?.string
        return names.subject
            == [
                "CN": user.name, "UID": user.id, "O": domain.name, "DC": domain.id,
            ].merging(email.map { ["EMAILADDRESS": $0] } ?? [:]) { $1 }
    }
}
