import CloudCore
import CloudJSON
import FoundationEssentials
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// What an OpenID provider's tokens must be to count.
@Suite struct OpenIDTests {
    @Test func whichTokensCount() async throws {
        try await FederatedCloud.run(.sqlite) { federated in
            let provider = federated.provider
            let now = CloudClock.system.now.seconds
            let name: [String: JSON] = ["preferred_username": "Jane"]
            func status(_ changes: [String: JSON] = [:], header: [String: JSON] = [:], key: String = "r") async throws
                -> Int
            {
                try await federated.signIn(
                    provider.token(name.merging(changes) { $1 }, header: header, key: key)
                ).status
            }
            #expect(try await status() == 201)
            #expect(try await status(key: "e") == 201)
            #expect(try await status(["aud": ["x", "cloud"]]) == 201)
            #expect(try await status(header: ["kid": .null]) == 201)
            for claims: [String: JSON] in [
                ["aud": "other"], ["aud": .null], ["aud": ["x"]], ["aud": 5], ["iss": "http://127.0.0.1:1"],
                ["iss": .null], ["exp": .integer(now - 61)], ["exp": .null], ["exp": "soon"], ["exp": 1e300],
                ["nbf": .integer(now + 120)], ["iat": .integer(now + 120)],
            ] {
                #expect(try await status(claims) == 401, "\(claims)")
            }
            for header: [String: JSON] in [
                ["alg": "none"], ["alg": "HS256"], ["alg": "ES256"], ["alg": "RS384"], ["alg": .null], ["kid": "e"],
                ["kid": "unknown"], ["crit": ["b64"]],
            ] {
                #expect(try await status(header: header) == 401, "\(header)")
            }
            let good = try provider.token(name)
            let parts = good.split(separator: ".").map(String.init)
            let forged = Base64URL.text(Array(#"{"sub":"admin"}"#.utf8))
            for bad in [
                "\(parts[0]).\(parts[1]).", "\(parts[0]).\(forged).\(parts[2])", "\(parts[0]).\(parts[1])", "a.b.c",
                "x",
                "..", String(repeating: "x", count: 100_000), "\(good)x",
            ] {
                #expect(try await federated.signIn(bad).status == 401, "\(bad.prefix(80))")
            }
            let none = try await federated.signIn(nil)
            #expect(none.status == 401 && none.headers[.wwwAuthenticate] == "Bearer")
        }
    }

    @Test func keysAreReadAnewWhenTheyChange() async throws {
        try await FederatedCloud.run(.sqlite) { federated in
            let provider = federated.provider
            let name: [String: JSON] = ["preferred_username": "Jane"]
            for _ in 0..<3 { #expect(try await federated.signIn(provider.token(name)).status == 201) }
            #expect(provider.state.withLock { $0.asked["/jwks"] } == 1)
            provider.state.withLock { $0.keys = [provider.rsaKey("new")] }
            let token = try provider.token(name, header: ["kid": "new"])
            // A moment after the last look, unknown keys cause no other.
            #expect(try await federated.signIn(token).status == 401)
            federated.cloud.ahead.withLock { $0 = .seconds(11) }
            #expect(try await federated.signIn(token).status == 201)
            #expect(try await federated.signIn(provider.token(name)).status == 401)
            #expect(provider.state.withLock { $0.asked["/jwks"] } == 2)
        }
    }

    /// What introspection says of a token of `cli`, and what else it might say.
    private static func fill(_ provider: OpenIDProvider) {
        let good: [String: JSON] = ["active": true, "client_id": "cli", "preferred_username": "Jane", "sub": "jane"]
        provider.state.withLock { state in
            state.introspection = [
                "good": .object(good), "other": .object(good.merging(["client_id": "x"]) { $1 }),
                "silent": ["active": true, "sub": "jane", "preferred_username": "J"],
                "ended": .object(good.merging(["exp": 5]) { $1 }),
                "aud": .object(good.merging(["aud": "elsewhere"]) { $1 }),
                "more": ["active": true, "client_id": "cli", "sub": "jane"],
                "mixed": ["active": true, "client_id": "cli", "sub": "jane"],
            ]
            state.userinfo = [
                "more": ["sub": "jane", "preferred_username": "More", "client_id": "x"],
                "mixed": ["sub": "joe", "preferred_username": "Joe"],
            ]
        }
    }

    @Test func tokensWithoutSignatureAreAskedAbout() async throws {
        let file = "/tmp/apus-oidc-\(IdentifierSource.random.hex().prefix(12))"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try Data("s3cr:et\n".utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let settings = [
            "identity.federation.providers.corp.client_secret_file": file,
            "identity.federation.providers.corp.audience": "cli,horizon",
        ]
        try await FederatedCloud.run(.sqlite, settings: settings) { federated in
            let provider = federated.provider
            Self.fill(provider)
            // A secret that others may read is none.
            let exposed = try await federated.signIn("good")
            #expect(exposed.status == 503 && !exposed.message.contains(file))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            #expect(try await federated.signIn("good").status == 201)
            for token in ["other", "silent", "ended", "aud", "mixed", "unknown"] {
                #expect(try await federated.signIn(token).status == 401, "\(token)")
            }
            #expect(try await federated.signIn("more")["token"]["user"]?["name"] == "More")
            let (authorizations, forms) = provider.state.withLock { ($0.authorizations, $0.forms) }
            #expect(authorizations.allSatisfy { $0 == "Basic " + Base64.text(Array("cloud:s3cr%3Aet".utf8)) })
            #expect(forms.first?["token"] == "good" && forms.first?["client_id"] == nil)
        }
    }

    @Test func providersThatAreNotThere() async throws {
        try await FederatedCloud.run(.sqlite) { federated in
            let provider = federated.provider
            provider.state.withLock { $0.documentIssuer = "https://elsewhere.example" }
            #expect(try await federated.signIn(federated.jane()).status == 503)
            let cloud = federated.cloud
            _ = try await cloud.call(
                .put, "/v3/OS-FEDERATION/identity_providers/bare", cloud.admin,
                ["identity_provider": ["enabled": true]])
            _ = try await cloud.call(
                .put, "/v3/OS-FEDERATION/identity_providers/bare/protocols/saml2", cloud.admin,
                ["protocol": ["mapping_id": "m"]])
            let path = "/v3/OS-FEDERATION/identity_providers/bare/protocols/saml2/auth"
            #expect(try await federated.signIn("x", path: path).status == 501)
            #expect(
                try await federated.signIn("x", path: path.replacing("saml2", with: "none")).status == 404)
        }
    }

    @Test(
        arguments: [
            ("https://idp.example/a?b=c", "https://idp.example"), ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost/x", "http://localhost"), ("http://[::1]:9/", "http://[::1]:9"),
            ("HTTPS://Idp.Example:8443/", "https://idp.example:8443"), ("http://idp.example/", nil),
            ("http://127.0.0.1.evil.example/", nil), ("http://127.evil.1.1/", nil), ("https://user@idp.example/", nil),
            ("ftp://localhost/", nil), ("file:///etc/passwd", nil), ("", nil), ("https://", nil),
        ] as [(String, String?)])
    func whereSecretsMayGo(_ text: String, _ origin: String?) {
        #expect(WebAddress(text)?.origin == origin)
    }
}
