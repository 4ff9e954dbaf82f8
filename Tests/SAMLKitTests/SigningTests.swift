import CloudCore
import FoundationEssentials
import TestKit
import Testing

@testable import SAMLKit

/// What this cloud signs and publishes itself.
@Suite(.enabled(if: TestCertificate.isAvailable)) struct SigningTests {
    /// A signer with a new key, and its key's file.
    private static func withSigner(
        _ kind: [String] = ["rsa:2048"], _ body: (SAMLSigner, [UInt8]) throws -> Void
    ) async throws {
        let folder = "/tmp/apus-saml-\(IdentifierSource.random.hex().prefix(12))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await TestCertificate.make("cloud", in: folder, kind: kind)
        func file(_ name: String) -> [UInt8] { Array(FileManager.default.contents(atPath: folder + name) ?? Data()) }
        let certificate = try SAMLCertificate.all(pem: String(decoding: file("/cloud.crt"), as: UTF8.self))
        try body(
            SAMLSigner(keyPEM: file("/cloud.key"), certificate: try #require(certificate.first)), file("/cloud.key"))
    }

    private static let odd = "Jane <b>&amp; \"Söhne\"]]>\u{1} 'x' \u{1F426}\n."

    private static func statement(_ now: Timestamp) -> SAMLStatement {
        SAMLStatement(
            issuer: "https://a.example/idp?x=1&y=2", recipient: "https://b.example/acs", subject: odd,
            attributes: [("openstack_user", [odd]), ("openstack_roles", ["member", "reader"]), ("none", [])],
            now: now, lifetime: .seconds(3600), ids: ("_r", "_a", "_s"))
    }

    @Test(arguments: [["rsa:2048"], ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]])
    func aStatementThatOthersRead(_ kind: [String]) async throws {
        try await Self.withSigner(kind) { signer, _ in
            let now = Timestamp(seconds: 1_800_000_000)
            let statement = Self.statement(now)
            let text = try statement.response(signer)
            for shown in [text, statement.envelope(text, relayState: "ss:mem:<&")] {
                let read = try SAMLResponse(Array(shown.utf8), signedBy: [signer.certificate])
                let name = Self.odd.replacing("\u{1}", with: "")
                #expect(read.assertion.nameID?.value == name)
                #expect(
                    read.assertion.attributes.map(\.values) == [[name], ["member", "reader"], []],
                    "\(read.assertion.attributes)")
                var expected = SAMLExpectation(
                    issuer: statement.issuer, audience: "https://b.example", recipient: "https://b.example/acs",
                    requestID: nil, now: now)
                #expect(throws: SAMLRefusal("it is for another audience")) { try expected.check(read) }
                expected.needsAudience = false
                #expect(try expected.check(read) == now + .seconds(3660))
                expected.recipient = "https://c.example/acs"
                #expect(throws: SAMLRefusal.self) { try expected.check(read) }
            }
        }
    }

    @Test func keysThatDoNotFit() async throws {
        try await Self.withSigner { signer, key in
            let other = try Fixture.certificate()
            #expect(throws: SAMLRefusal("no key of the provider has signed it")) {
                try SAMLSigner(keyPEM: key, certificate: other)
            }
            for bad in [[], Array("x".utf8), Array(key.dropLast(200))] {
                #expect(throws: SAMLRefusal("no private key in PEM")) {
                    try SAMLSigner(keyPEM: bad, certificate: signer.certificate)
                }
            }
        }
    }

    @Test func aRequest() async throws {
        try await Self.withSigner { signer, _ in
            let request = SAMLRequest(
                id: "_1", issuer: "https://cloud.example/a&b", destination: "https://idp.example/sso",
                consumer: "https://cloud.example/acs", binding: SAMLName.postBinding,
                now: Timestamp(seconds: 1_800_000_000))
            let plain = try XMLDocument(Array(request.xml.utf8)).root
            #expect(plain.is("AuthnRequest", SAMLName.request) && plain["ID"] == "_1")
            #expect(try plain.only("Issuer", SAMLName.assertion)?.leaf() == request.issuer)
            #expect(plain["IssueInstant"] == "2027-01-15T08:00:00Z")
            let deflated = try #require(Base64Text.bytes(request.deflated))
            #expect(Array(deflated.dropFirst(5)) == Array(request.xml.utf8) && deflated[0] == 1)
            let signed = try XMLDocument(Array(request.signed(signer).utf8))
            let signature = try #require(try XMLDocument.signature(of: signed.root))
            #expect(try signed.verified(signed.root, by: signature, [signer.certificate]).root["ID"] == "_1")
            let envelope = try XMLDocument(Array(request.envelope(signer: signer).utf8)).root
            let header = try #require(try envelope.only("Header", SAMLName.soap))
            #expect(try header.only("Request", SAMLName.paos)?["responseConsumerURL"] == request.consumer)
            #expect(try header.only("Request", SAMLName.ecp) != nil)
        }
    }

    @Test func metadata() async throws {
        try await Self.withSigner { signer, _ in
            let own = SAMLIdentityProvider(
                entityID: "https://a.example/idp", endpoint: "https://a.example/sso", certificate: signer.certificate,
                organization: .init(language: "en", name: "A & B", displayName: "AB", url: "https://a.example"),
                contact: .init(
                    kind: "other", company: "A", name: "J", surname: "D", email: "j@a.example", telephone: "+1"))
            let read = try SAMLMetadata(Array(own.metadata.utf8), entityID: nil)
            #expect(read.entityID == own.entityID && read.certificates == [signer.certificate])
            #expect(read.redirectURL == nil)
            #expect(throws: SAMLRefusal("0 identity providers in the metadata")) {
                try SAMLMetadata(Array(own.metadata.utf8), entityID: "https://b.example")
            }
            let provider = SAMLMetadata.serviceProvider(
                entityID: "https://b.example", consumer: "https://b.example/acs", certificate: nil)
            #expect(throws: SAMLRefusal("0 identity providers in the metadata")) {
                try SAMLMetadata(Array(provider.utf8), entityID: nil)
            }
        }
    }
}
