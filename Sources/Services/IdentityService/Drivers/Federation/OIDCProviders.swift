import CloudConfiguration
import CloudCore
import CloudJSON
import CloudService

/// The OpenID providers that the configuration names, by the ids of their identity providers.
final class OIDCProviders: Sendable {
    private let configuration: Configuration
    private let clock: CloudClock
    private let web: OIDCWeb
    private let known = LockedValue<[String: OIDCProvider]>([:])

    init(_ configuration: Configuration, _ clock: CloudClock) throws {
        (self.configuration, self.clock) = (configuration, clock)
        web = OIDCWeb(authorities: try TLSSettings(configuration).authorities)
    }

    /// - Throws: `Fault` 501 when the configuration has nothing of that provider, 503 when it makes no sense.
    func provider(_ idpID: String) throws -> OIDCProvider {
        if let held = known.withLock({ $0[idpID] }) { return held }
        let settings: OIDCSettings?
        do { settings = try OIDCSettings(idpID, configuration) } catch {
            throw Fault.unavailable("The identity provider's settings cannot be used.", cause: "\(error)")
        }
        guard let settings else {
            throw Fault.notImplemented(
                "Identity Provider \(idpID) has neither OpenID Connect nor SAML2 settings here.")
        }
        let made = OIDCProvider(settings, web, clock)
        return known.withLock { known in
            let provider = known[idpID] ?? made
            known[idpID] = provider
            return provider
        }
    }

    func has(_ idpID: String) -> Bool { (try? provider(idpID)) != nil }
}

extension OIDCSettings {
    /// What mappings see of the claims.
    func assertion(_ claims: [String: JSON]) -> Assertion {
        var claims = claims
        claims["iss"] = .string(issuer)
        var assertion = Assertion(claims: claims, prefix: claimsPrefix)
        assertion.set("HTTP_OIDC_ISS", issuer)
        if let user = claims[remoteUserClaim]?.string { assertion.set("REMOTE_USER", user) }
        return assertion
    }
}
