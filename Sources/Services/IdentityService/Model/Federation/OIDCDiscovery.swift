import CloudJSON

/// What an OpenID provider tells of itself (OpenID Connect Discovery 1.0).
struct OIDCDiscovery: Sendable {
    var authorizationEndpoint: String?
    var tokenEndpoint: String?
    var introspectionEndpoint: String?
    var userinfoEndpoint: String?
    var keysAddress: String?

    /// nil when the document is another issuer's.
    init?(_ document: JSON, issuer: String) {
        guard document["issuer"]?.string == issuer else { return nil }
        authorizationEndpoint = document["authorization_endpoint"]?.string
        tokenEndpoint = document["token_endpoint"]?.string
        introspectionEndpoint = document["introspection_endpoint"]?.string
        userinfoEndpoint = document["userinfo_endpoint"]?.string
        keysAddress = document["jwks_uri"]?.string
    }
}
