import CloudAuth

/// Other clouds' and companies' identities: who vouches, by what protocol, and what becomes of whom.
extension IdentityPolicy {
    static let federation: [PolicyRule] =
        managed("identity_provider", "identity_providers", "an identity provider", "identity providers")
        + managed("mapping", "mappings", "a mapping", "mappings")
        + managed("protocol", "protocols", "a protocol of an identity provider", "protocols of an identity provider")
        + managed("service_provider", "service_providers", "a service provider", "service providers")
}
