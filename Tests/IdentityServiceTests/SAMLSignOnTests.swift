import CloudCore
import CloudHTTP
import CloudJSON
import Crypto
import CryptoExtras
import HTTPTypes
import SAMLKit
import TestKit
import Testing

@testable import IdentityService

/// Users of a SAML2 provider: by browser, by a program of their own, and what attackers try with both.
@Suite(.enabled(if: TestCertificate.isAvailable)) struct SAMLSignOnTests {
    private static let start = "/v3/auth/OS-FEDERATION/websso/saml2"
    private static let acs = "/v3/auth/OS-FEDERATION/saml2/acs"
    private static var origin: String { "?origin=" + PercentCoding.encode(SAMLCloud.dashboard) }

    /// Where a browser was sent to.
    private struct Begun: Sendable {
        var query: Query
        var cookie: String
        var requestID: String
    }

    private static func begin(_ federated: SAMLCloud, _ path: String = start + origin) async throws -> Begun {
        let sent = try await federated.send(.get, path)
        #expect(sent.status == 302, "\(sent.text)")
        let location = sent.headers[.location] ?? ""
        #expect(location.hasPrefix("https://idp.example/sso?x=1&SAMLRequest="))
        let cookie = sent.headers[.setCookie] ?? ""
        #expect(cookie.contains("; HttpOnly; SameSite=None; Secure"))
        let query = Query(parsing: location.split(separator: "?", maxSplits: 1).last ?? "")
        let bytes = try #require(Base64Text.bytes(query["SAMLRequest"] ?? ""))
        let request = String(decoding: bytes.dropFirst(5), as: UTF8.self)
        #expect(request.contains("AssertionConsumerServiceURL=\"\(SAMLCloud.consumer)\""))
        let id = request.firstRange(of: " ID=\"").map { String(request[$0.upperBound...].prefix { $0 != "\"" }) }
        return Begun(query: query, cookie: String(cookie.prefix { $0 != ";" }), requestID: try #require(id))
    }

    private static func finish(
        _ federated: SAMLCloud, _ answer: String, state: String?, cookie: String?
    ) async throws -> (status: Int, headers: HTTPFields, text: String) {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        headers[.cookie] = cookie
        var items = [("SAMLResponse", Base64Text.text(Array(answer.utf8)))]
        if let state { items.append(("RelayState", state)) }
        return try await federated.send(.post, acs, headers, body: Query(items: items).text)
    }

    @Test(arguments: TestEngine.available) func aBrowserForTheDashboard(_ engine: TestEngine) async throws {
        try await SAMLCloud.run(engine) { federated in
            let cloud = federated.cloud
            let group = try await cloud.create("groups", "group", ["name": "developers"])
            for path in [
                Self.start + Self.origin,
                "/v3/auth/OS-FEDERATION/identity_providers/corp/protocols/saml2/websso" + Self.origin,
            ] {
                let begun = try await Self.begin(federated, path)
                let answer = try federated.answer(.init(requestID: begun.requestID))
                let state = begun.query["RelayState"]
                let page = try await Self.finish(federated, answer, state: state, cookie: begun.cookie)
                #expect(page.status == 200, "\(page.text) \(cloud.log.withLock { $0.last ?? "" })")
                #expect(page.text.contains("action=\"\(SAMLCloud.dashboard)\" method=\"post\""))
                let token = page.text.split(separator: "value=\"").dropFirst().first.map {
                    String($0.prefix { $0 != "\"" })
                }
                let shown = try await cloud.call(.get, "/v3/auth/tokens", token, subject: token)["token"]
                #expect(shown["user"]?["name"] == "jane" && shown["methods"] == ["saml2"])
                #expect(shown["user"]?["OS-FEDERATION"]?["groups"] == [["id": .string(group)]])
                // The very same again, by the same browser: it was taken already.
                let again = try await Self.finish(federated, answer, state: state, cookie: begun.cookie)
                #expect(again.status == 401)
                #expect(cloud.log.withLock { $0.contains { $0.contains("it was shown before") } })
            }
        }
    }

    @Test func aBrowserWithoutADashboard() async throws {
        try await SAMLCloud.run { federated in
            let begun = try await Self.begin(federated, SAMLCloud.path)
            let done = try await Self.finish(
                federated, try federated.answer(.init(requestID: begun.requestID)), state: begun.query["RelayState"],
                cookie: begun.cookie)
            #expect(done.status == 201 && done.headers[.subjectToken]?.isEmpty == false, "\(done.text)")
            let evil = try await federated.send(.get, Self.start + "?origin=https://evil.example/")
            #expect(evil.status == 401)
        }
    }

    @Test func whatAnAttackerTriesByBrowser() async throws {
        try await SAMLCloud.run { federated in
            let begun = try await Self.begin(federated)
            let other = try await Self.begin(federated)
            let state = begun.query["RelayState"]
            let good = SAMLCloud.Answer(requestID: begun.requestID)
            func refused(
                _ label: String, _ change: (inout SAMLCloud.Answer) -> Void, state: String?, cookie: String?,
                by signer: SAMLSigner? = nil
            ) async throws {
                var answer = good
                answer.id = "_" + IdentifierSource.random.hex()
                change(&answer)
                let text = try federated.answer(answer, by: signer)
                let done = try await Self.finish(federated, text, state: state, cookie: cookie)
                #expect(done.status == 401 && !done.text.contains("<form"), "\(label): \(done.text)")
                #expect(!done.text.contains("SAML2"), "\(label): the reason is for the log")
            }
            let cookie = begun.cookie
            try await refused("no cookie", { _ in }, state: state, cookie: nil)
            try await refused("another's cookie", { _ in }, state: state, cookie: other.cookie)
            try await refused("another's state", { _ in }, state: other.query["RelayState"], cookie: cookie)
            try await refused("no state", { _ in }, state: nil, cookie: cookie)
            try await refused("a cookie that was changed", { _ in }, state: state, cookie: cookie + "x")
            try await refused("another request", { $0.requestID = other.requestID }, state: state, cookie: cookie)
            try await refused("nobody asked", { $0.requestID = nil }, state: state, cookie: cookie)
            try await refused("recipient", { $0.recipient = "https://evil.example" }, state: state, cookie: cookie)
            let here = "https://evil.example/identity/v3/auth/OS-FEDERATION/saml2/acs"
            try await refused("the sender's host", { $0.recipient = here }, state: state, cookie: cookie)
            try await refused("audience", { $0.audience = "https://b.example" }, state: state, cookie: cookie)
            try await refused("no audience", { $0.audience = nil }, state: state, cookie: cookie)
            try await refused("issuer", { $0.issuer = "https://b.example" }, state: state, cookie: cookie)
            try await refused("late", { $0.lifetime = .seconds(-61) }, state: state, cookie: cookie)
            try await TestCertificate.make("evil", in: federated.folder)
            let evil = try SAMLCloud.signer(federated.folder, "evil")
            try await refused("key", { _ in }, state: state, cookie: cookie, by: evil)
            for text in ["", "<", "<!DOCTYPE x []><x/>", "<x/>", String(repeating: "<a>", count: 1000)] {
                let done = try await Self.finish(federated, text, state: state, cookie: cookie)
                #expect(done.status == 401, "\(text)")
            }
            let odd = try await federated.send(
                .post, Self.acs, [.contentType: "application/x-www-form-urlencoded", .cookie: cookie],
                body: "SAMLResponse=%00%FF*&RelayState=\(state ?? "")")
            #expect(odd.status == 401)
            #expect(try await federated.send(.post, Self.acs).status == 401)
            let large = try await Self.finish(
                federated, String(repeating: " ", count: 400_000), state: state, cookie: cookie)
            #expect(large.status == 413)
            federated.cloud.ahead.withLock { $0 = .seconds(601) }
            try await refused("too late", { _ in }, state: state, cookie: cookie)
        }
    }

    @Test(arguments: TestEngine.available) func aProgramOfItsOwn(_ engine: TestEngine) async throws {
        try await SAMLCloud.run(engine) { federated in
            let asked = try await federated.send(
                .get, SAMLCloud.path, [.accept: "application/json,application/vnd.paos+xml"])
            #expect(asked.status == 200 && asked.headers[.contentType] == "application/vnd.paos+xml")
            #expect(asked.text.contains("responseConsumerURL=\"\(SAMLCloud.consumer)\""))
            let id = try #require(
                asked.text.firstRange(of: " ID=\"").map { String(asked.text[$0.upperBound...].prefix { $0 != "\"" }) })
            let answer = try federated.answer(.init(requestID: id))
            let done = try await federated.show(SAMLCloud.envelope(answer), path: Self.acs)
            #expect(done.status == 201, "\(done.text) \(federated.cloud.log.withLock { $0.last ?? "" })")
            #expect(try JSON(parsing: Array(done.text.utf8))["token"]?["user"]?["name"] == "jane")
            #expect(try await federated.show(SAMLCloud.envelope(answer), path: Self.acs).status == 401, "again")
            for (requestID, recipient, label) in [
                (nil, SAMLCloud.consumer, "nobody asked"), ("_x", SAMLCloud.consumer, "another asked"),
                (id + "x", SAMLCloud.consumer, "changed"), (id, "https://evil.example", "recipient"),
            ] as [(String?, String, String)] {
                let other = try federated.answer(.init(requestID: requestID, recipient: recipient))
                let refused = try await federated.show(SAMLCloud.envelope(other), path: Self.acs)
                #expect(refused.status == 401, "\(label)")
            }
            // What is good at one place is not at another.
            let elsewhere = try federated.answer(.init(requestID: id))
            #expect(try await federated.show(elsewhere, path: SAMLCloud.path).status == 401)
            for text in ["", "<x/>", "\u{0}", "<S:Envelope xmlns:S=\"\(SAMLName.soap)\"/>"] {
                #expect(try await federated.show(text, path: Self.acs).status == 401)
                #expect(try await federated.show(text).status == 401)
            }
            federated.cloud.ahead.withLock { $0 = .seconds(601) }
            let late = try federated.answer(.init(requestID: id))
            #expect(try await federated.show(SAMLCloud.envelope(late), path: Self.acs).status == 401)
        }
    }

    @Test func disabledProvidersAndUnknownOnes() async throws {
        try await SAMLCloud.run { federated in
            let cloud = federated.cloud
            for path in ["x/protocols/saml2", "corp/protocols/x"] {
                #expect(
                    try await federated.send(.get, "/v3/OS-FEDERATION/identity_providers/\(path)/auth").status == 404)
            }
            _ = try await cloud.call(
                .patch, "/v3/OS-FEDERATION/identity_providers/corp", cloud.admin,
                ["identity_provider": ["enabled": false]])
            #expect(try await federated.send(.get, SAMLCloud.path).status == 403)
            #expect(try await federated.send(.get, Self.start + Self.origin).status == 403)
        }
    }

    @Test func remoteIDsCount() async throws {
        try await SAMLCloud.run { federated in
            let cloud = federated.cloud
            _ = try await cloud.call(
                .patch, "/v3/OS-FEDERATION/identity_providers/corp", cloud.admin,
                ["identity_provider": ["remote_ids": ["https://other.example"]]])
            let begun = try await Self.begin(federated)
            let done = try await Self.finish(
                federated, try federated.answer(.init(requestID: begun.requestID)), state: begun.query["RelayState"],
                cookie: begun.cookie)
            #expect(done.status == 403, "\(done.text)")
        }
    }

    @Test func signedRequestsAndMetadata() async throws {
        let settings = [
            "identity.federation.saml.keyfile": "FOLDER/idp.key", "identity.federation.saml.certfile": "FOLDER/idp.crt",
        ]
        try await SAMLCloud.run(settings: settings) { federated in
            let sent = try await federated.send(.get, SAMLCloud.path)
            let location = sent.headers[.location] ?? ""
            let range = try #require(location.firstRange(of: "SAMLRequest="))
            let parts = location[range.lowerBound...].split(separator: "&Signature=")
            let parts1 = try #require(parts.count == 2 ? PercentCoding.decode(parts[1]) : nil)
            let pem = String(decoding: federated.signer.keyPEM, as: UTF8.self)
            let key = try _RSA.Signing.PrivateKey(pemRepresentation: pem).publicKey
            #expect(
                key.isValidSignature(
                    .init(rawRepresentation: try #require(Base64Text.bytes(parts1))),
                    for: SHA256.hash(data: Array(parts[0].utf8)), padding: .insecurePKCS1v1_5))
            let metadata = try await federated.send(.get, "/v3/auth/OS-FEDERATION/saml2/metadata")
            #expect(metadata.status == 200 && metadata.text.contains("entityID=\"\(SAMLCloud.entityID)\""))
            #expect(metadata.text.contains(federated.signer.certificate.base64))
            #expect(metadata.text.contains("Location=\"\(SAMLCloud.consumer)\""))
        }
        try await SAMLCloud.run(settings: ["identity.federation.saml.public_url": ""]) { federated in
            let started = try await federated.send(.get, SAMLCloud.path)
            let metadata = try await federated.send(.get, "/v3/auth/OS-FEDERATION/saml2/metadata")
            #expect(started.status == 501 && metadata.status == 501)
        }
        let broken = ["identity.federation.providers.corp.saml.certificates": "FOLDER/none.crt"]
        try await SAMLCloud.run(settings: broken) { federated in
            let started = try await federated.send(.get, SAMLCloud.path)
            #expect(started.status == 503)
        }
    }

    @Test func whatMappingsSee() throws {
        let statement: [String: [String]] = ["mail": ["j@x"], "urn:oid:1": ["j@x"]]
        var assertion = try SAMLCloud.assertion(statement)
        let seen = Assertion(assertion, remoteUser: "")
        #expect(seen["mail"] == ["j@x"] && seen["MELLON_mail"] == ["j@x"] && seen["urn:oid:1"] == ["j@x"])
        #expect(seen["REMOTE_USER"] == [assertion.nameID?.value ?? "-"])
        #expect(seen["Shib-Identity-Provider"] == [assertion.issuer] && seen["MELLON_IDP"] == [assertion.issuer])
        #expect(Assertion(assertion, remoteUser: "mail")["REMOTE_USER"] == ["j@x"])
        #expect(Assertion(assertion, remoteUser: "none")["REMOTE_USER"] == nil)
        // A provider cannot speak for this cloud's own words.
        assertion = try SAMLCloud.assertion([
            "REMOTE_USER": ["admin"], "Shib-Identity-Provider": ["https://other"], "IDP": ["https://other"],
            "Shib-Session-Index": ["x"],
        ])
        let evil = Assertion(assertion, remoteUser: "none")
        #expect(evil["REMOTE_USER"] == nil && evil["MELLON_IDP"] == [assertion.issuer])
        #expect(evil["Shib-Identity-Provider"] == [assertion.issuer] && evil["Shib-Session-Index"] == nil)
    }
}
