import CloudCore
import CloudHTTP
import CloudJSON
import FoundationEssentials
import HTTPTypes
import NIOCore
import TestKit

@testable import IdentityService
@testable import SAMLKit

/// A cloud whose users may come from a SAML2 provider, `corp`, by the protocol `saml2`; and that provider's key.
struct SAMLCloud: Sendable {
    let cloud: IdentityFixture
    let signer: SAMLSigner
    let folder: String

    static let address = "https://cloud.example/identity"
    static let provider = "https://idp.example/saml"
    static let dashboard = "https://dashboard.example/auth/websso/"
    static let consumer = address + "/v3/auth/OS-FEDERATION/saml2/acs"
    static let entityID = address + "/v3/auth/OS-FEDERATION/saml2/metadata"
    static let path = "/v3/OS-FEDERATION/identity_providers/corp/protocols/saml2/auth"
    static let rules: JSON = [
        ["local": [["user": ["name": "{0}"]]], "remote": [["type": "REMOTE_USER"]]],
        [
            "local": [["groups": "{0}", "domain": ["id": "default"]]],
            "remote": [["type": "MELLON_groups", "whitelist": ["developers"]]],
        ],
    ]

    /// What an answer says, to be changed by tests.
    struct Answer: Sendable {
        var requestID: String? = nil
        var recipient = SAMLCloud.consumer
        var audience: String? = SAMLCloud.entityID
        var issuer = SAMLCloud.provider
        var name = "jane"
        var id = "_" + IdentifierSource.random.hex()
        var lifetime = Duration.seconds(300)
    }

    static func run(
        _ engine: TestEngine = .sqlite, settings: [String: String] = [:],
        _ body: @escaping @Sendable (SAMLCloud) async throws -> Void
    ) async throws {
        let folder = "/tmp/apus-saml-\(IdentifierSource.random.hex().prefix(12))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await TestCertificate.make("idp", in: folder)
        let signer = try signer(folder, "idp")
        let base = "identity.federation.providers.corp.saml."
        let all = [
            base + "entity_id": provider, base + "certificates": folder + "/idp.crt",
            base + "sso_url": "https://idp.example/sso?x=1", "identity.federation.saml.public_url": address + "/",
            "identity.federation.trusted_dashboards": dashboard,
            "identity.federation.remote_id_attribute": "Shib-Identity-Provider",
        ].merging(settings.mapValues { $0.replacing("FOLDER", with: folder) }) { $1 }
        try await IdentityFixture.run(engine, settings: all) { cloud in
            let federated = SAMLCloud(cloud: cloud, signer: signer, folder: folder)
            try await federated.federate()
            try await body(federated)
        }
    }

    static func signer(_ folder: String, _ name: String) throws -> SAMLSigner {
        func file(_ end: String) -> [UInt8] {
            Array(FileManager.default.contents(atPath: "\(folder)/\(name).\(end)") ?? Data())
        }
        guard let certificate = try SAMLCertificate.all(pem: String(decoding: file("crt"), as: UTF8.self)).first else {
            throw Fault(500, "no certificate")
        }
        return try SAMLSigner(keyPEM: file("key"), certificate: certificate)
    }

    private func federate() async throws {
        let base = "/v3/OS-FEDERATION/"
        _ = try await cloud.call(
            .put, base + "identity_providers/corp", cloud.admin,
            ["identity_provider": ["enabled": true, "remote_ids": [.string(Self.provider)]]])
        _ = try await cloud.call(.put, base + "mappings/m", cloud.admin, ["mapping": ["rules": Self.rules]])
        let made = try await cloud.call(
            .put, base + "identity_providers/corp/protocols/saml2", cloud.admin, ["protocol": ["mapping_id": "m"]])
        guard made.status == 201 else { throw Fault(made.status, made.message) }
    }

    /// An answer of the provider, signed by it.
    func answer(_ what: Answer, by signer: SAMLSigner? = nil) throws -> String {
        let now = CloudClock.system.now + cloud.ahead.withLock { $0 }
        let end = (now + what.lifetime).text(.seconds)
        func issuer() -> String { XMLText.element("saml:Issuer", [:], XMLText.escaped(what.issuer)) }
        let restriction = what.audience.map {
            XMLText.element(
                "saml:AudienceRestriction", [:], XMLText.element("saml:Audience", [:], XMLText.escaped($0)))
        }
        let shown = XMLText.element(
            "saml:SubjectConfirmationData",
            ["NotOnOrAfter": end, "Recipient": what.recipient, "InResponseTo": what.requestID])
        let subject =
            XMLText.element("saml:NameID", [:], XMLText.escaped(what.name))
            + XMLText.element("saml:SubjectConfirmation", ["Method": SAMLName.bearer], shown)
        let groups = XMLText.element(
            "saml:Attribute", ["Name": "urn:oid:1.2.3", "FriendlyName": "groups"],
            ["developers", "others"].map { XMLText.element("saml:AttributeValue", [:], $0) }.joined())
        let rest =
            XMLText.element("saml:Subject", [:], subject)
            + XMLText.element("saml:Conditions", ["NotOnOrAfter": end], restriction ?? "")
            + XMLText.element("saml:AuthnStatement", ["AuthnInstant": now.text(.seconds)])
            + XMLText.element("saml:AttributeStatement", [:], groups)
        return try (signer ?? self.signer).signed(what.id) { signature in
            let assertion = XMLText.element(
                "saml:Assertion", ["ID": what.id, "Version": "2.0", "IssueInstant": now.text(.seconds)],
                issuer() + signature + rest)
            let status = XMLText.element(
                "samlp:Status", [:], XMLText.element("samlp:StatusCode", ["Value": SAMLName.success]))
            return XMLText.element(
                "samlp:Response",
                [
                    "xmlns:samlp": SAMLName.request, "xmlns:saml": SAMLName.assertion, "ID": "_r", "Version": "2.0",
                    "InResponseTo": what.requestID,
                ], issuer() + status + assertion)
        }
    }

    static func envelope(_ response: String) -> String {
        XMLText.element("S:Envelope", ["xmlns:S": SAMLName.soap], XMLText.element("S:Body", [:], response))
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], body: String? = nil
    ) async throws -> (status: Int, headers: HTTPFields, text: String) {
        let parts = path.split(separator: "?", maxSplits: 1)
        var request = Request(
            method, "/identity" + parts[0], query: Query(parsing: parts.count > 1 ? parts[1] : ""), headers: headers,
            authority: "evil.example")
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = await cloud.pipeline.respond(to: request)
        let bytes = Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        return (response.status.code, response.headers, String(decoding: bytes, as: UTF8.self))
    }

    /// Shows XML as a program does.
    func show(_ xml: String, path: String = path) async throws -> (status: Int, headers: HTTPFields, text: String) {
        try await send(.post, path, [.contentType: "application/vnd.paos+xml"], body: xml)
    }

    /// An assertion with these attributes; each is its own friendly name as well.
    static func assertion(_ attributes: [String: [String]]) throws -> SAMLAssertion {
        var assertion = SAMLAssertion(
            id: "_a", issuer: provider, issuedAt: Timestamp(seconds: 0), nameID: nil, confirmations: [], audiences: [],
            authenticatedAt: Timestamp(seconds: 0), attributes: [])
        assertion.nameID = SAMLNameID(value: "jane", format: SAMLName.persistent)
        assertion.attributes = attributes.map { SAMLAttribute(name: $0.key, friendlyName: $0.key, values: $0.value) }
        return assertion
    }
}
