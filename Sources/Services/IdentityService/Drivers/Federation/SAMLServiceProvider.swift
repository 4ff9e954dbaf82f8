import CloudConfiguration
import CloudCore
import SAMLKit

/// This cloud as a service provider of SAML2.
final class SAMLServiceProvider: Sendable {
    private let configuration: Configuration
    private let signers = FileValues<SAMLSigner>()
    private let providers = FileValues<SAMLSettings>()

    init(_ configuration: Configuration) { self.configuration = configuration }

    /// Where identity is, as the outside knows it: what a request says of that may be its sender's invention.
    /// - Throws: `Fault` 501 when it is not set.
    var address: String {
        get throws {
            let key = FederationSettings.samlPublicURL
            let text = try configuration[key]
            guard !text.isEmpty else { throw Fault.notImplemented("SAML2 is not set up: \(key.name) is not set.") }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        }
    }

    /// The name by which providers know this cloud.
    var entityID: String {
        get throws {
            let text = try configuration[FederationSettings.samlEntityID]
            return text.isEmpty ? try address + "/v3/auth/OS-FEDERATION/saml2/metadata" : text
        }
    }

    /// Where browsers and programs bring what a provider says.
    var consumer: String { get throws { try address + "/v3/auth/OS-FEDERATION/saml2/acs" } }

    /// Where other clouds' users bring what their own says.
    func address(_ idpID: String, _ protocolID: String) throws -> String {
        "\(try address)/v3/OS-FEDERATION/identity_providers/\(PercentCoding.encode(idpID))/protocols/"
            + "\(PercentCoding.encode(protocolID))/auth"
    }

    /// nil: requests are not signed.
    func signer() throws -> SAMLSigner? {
        let key = try configuration[FederationSettings.samlKeyFile]
        let certificate = try configuration[FederationSettings.samlCertificateFile]
        guard !key.isEmpty else { return nil }
        return try signers.value(of: [key, certificate]) { try SAMLAuthority.signer(key, certificate) }
    }

    /// - Throws: `Fault` 503 when something is missing.
    func settings(_ idpID: String) throws -> SAMLSettings {
        try providers.value(of: SAMLSettings.files(idpID, configuration), as: idpID) {
            try SAMLSettings(idpID, configuration)
        }
    }

    /// Whether the configuration names that provider as one that speaks SAML2.
    func has(_ idpID: String) -> Bool { SAMLSettings.areThere(idpID, configuration) }
}
