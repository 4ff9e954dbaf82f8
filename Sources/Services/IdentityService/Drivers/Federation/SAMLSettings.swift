import CloudConfiguration
import CloudCore
import FoundationEssentials
import SAMLKit

/// How this cloud deals with one SAML2 provider: `identity.federation.providers.ID.saml.…`, ID being the identity
/// provider's id in the API.
struct SAMLSettings: Sendable {
    var entityID: String
    var certificates: [SAMLCertificate]
    /// Where browsers are sent; nil: they cannot sign in there.
    var redirectURL: String?
    /// Whether the provider may speak without being asked: other clouds do (Keystone-to-Keystone). What they say need
    /// name no audience then, but always this very address.
    var unsolicited: Bool
    /// The attribute that is `REMOTE_USER` to a mapping; empty: the subject's name.
    var remoteUserAttribute: String

    static func areThere(_ idpID: String, _ configuration: Configuration) -> Bool {
        ["metadata_file", "entity_id"].contains { name in
            ((try? configuration[ConfigurationKey<String>(key(idpID, name), default: "")]) ?? "") != ""
        }
    }

    /// What it is made of.
    static func files(_ idpID: String, _ configuration: Configuration) throws -> [String] {
        try [configuration[ConfigurationKey<String>(key(idpID, "metadata_file"), default: "")]]
            + configuration[ConfigurationKey<[String]>(key(idpID, "certificates"), default: [])]
    }

    /// Reads the files as they are now: providers change their keys.
    /// - Throws: `Fault` 503 when something is missing.
    init(_ idpID: String, _ configuration: Configuration) throws {
        func text(_ name: String) throws -> String {
            try configuration[ConfigurationKey<String>(Self.key(idpID, name), default: "")]
        }
        let (file, name, place) = (try text("metadata_file"), try text("entity_id"), try text("sso_url"))
        entityID = name
        certificates = []
        do {
            if !file.isEmpty {
                let metadata = try SAMLMetadata(try Self.content(file), entityID: name.isEmpty ? nil : name)
                (entityID, certificates) = (metadata.entityID, metadata.certificates)
                redirectURL = metadata.redirectURL
            }
            for path in try configuration[ConfigurationKey<[String]>(Self.key(idpID, "certificates"), default: [])] {
                certificates += try SAMLCertificate.all(pem: String(decoding: try Self.content(path), as: UTF8.self))
            }
        } catch {
            throw SecretFile.unusable("\(Self.key(idpID, "")): \(error)")
        }
        if !place.isEmpty { redirectURL = place }
        unsolicited = try configuration[ConfigurationKey<Bool>(Self.key(idpID, "unsolicited"), default: false)]
        remoteUserAttribute = try text("remote_user_attribute")
        guard !certificates.isEmpty else { throw SecretFile.unusable("\(Self.key(idpID, "")): no certificate") }
    }

    private static func key(_ idpID: String, _ name: String) -> String {
        "identity.federation.providers.\(idpID).saml.\(name)"
    }

    private static func content(_ path: String) throws -> [UInt8] {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw SAMLRefusal("\(path) cannot be read")
        }
        return Array(content)
    }
}
