import CloudConfiguration

/// How this cloud deals with one OpenID provider: `identity.federation.providers.ID.…`, ID being the identity
/// provider's id in the API.
struct OIDCSettings: Sendable {
    var issuer: String
    var clientID: String
    /// A file of mode 0600 with the client's secret; empty: a public client.
    var secretFile: String
    var scopes: String
    /// Whom access tokens must be made for, one of them; the client itself is always among them.
    var audiences: Set<String>
    var claimsPrefix: String
    /// The claim that is `REMOTE_USER` to a mapping.
    var remoteUserClaim: String
    /// Where access tokens are asked about, when the provider's own document does not tell; empty: it does.
    var introspectionEndpoint: String

    /// nil when the provider has no issuer there.
    init?(_ idpID: String, _ configuration: Configuration) throws {
        func key(_ name: String) -> String { "identity.federation.providers.\(idpID).\(name)" }
        func text(_ name: String, _ fallback: String) throws -> String {
            try configuration[ConfigurationKey<String>(key(name), default: fallback)]
        }
        issuer = try text("issuer", "")
        guard !issuer.isEmpty else { return nil }
        clientID = try text("client_id", "")
        secretFile = try text("client_secret_file", "")
        scopes = try text("scopes", "openid email profile")
        audiences = Set(try configuration[ConfigurationKey<[String]>(key("audience"), default: [])] + [clientID])
        claimsPrefix = try text("claims_prefix", "OIDC-")
        remoteUserClaim = try text("remote_user_claim", "sub")
        introspectionEndpoint = try text("introspection_endpoint", "")
        guard !clientID.isEmpty else { throw ConfigurationError("\(key("client_id")) is not set.") }
    }

    /// - Throws: `Fault` 503 for a file that others may read: its secret is none.
    func secret() throws -> String? {
        guard !secretFile.isEmpty else { return nil }
        return String(decoding: try SecretFile.read(secretFile), as: UTF8.self).filter { !$0.isNewline }
    }
}
