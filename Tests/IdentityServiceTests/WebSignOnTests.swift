import CloudCore
import CloudHTTP
import CloudJSON
import Crypto
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// A browser's sign-in for a dashboard.
@Suite struct WebSignOnTests {
    private static let start = "/v3/auth/OS-FEDERATION/websso/openid"
    private static let callback = "/v3/auth/OS-FEDERATION/callback"
    private static var origin: String { "origin=" + PercentCoding.encode(FederatedCloud.dashboard) }

    /// Where a sign-in was sent to, with its cookie.
    private struct Begun {
        var query: Query
        var cookie: String
        subscript(_ name: String) -> String { query[name] ?? "" }
    }

    private static func begin(_ federated: FederatedCloud, _ path: String = start) async throws -> Begun {
        let (response, _) = try await federated.raw(.get, path + "?" + origin)
        #expect(response.status == .found)
        let location = response.headers[.location] ?? ""
        let cookie = response.headers[.setCookie] ?? ""
        #expect(cookie.contains("; HttpOnly; SameSite=Lax") && cookie.contains("Max-Age=600"))
        #expect(location.hasPrefix(federated.provider.state.withLock { $0.issuer } + "/authorize?"))
        return Begun(
            query: Query(parsing: location.split(separator: "?", maxSplits: 1).last ?? ""),
            cookie: String(cookie.prefix { $0 != ";" }))
    }

    private static func finish(
        _ federated: FederatedCloud, _ query: String, _ cookie: String?
    ) async throws -> (Response, String) {
        var headers = HTTPFields()
        headers[.cookie] = cookie.map { "a=b; " + $0 }
        let (response, bytes) = try await federated.raw(.get, callback + "?" + query, headers)
        return (response, String(decoding: bytes, as: UTF8.self))
    }

    @Test func fromTheDashboardAndBack() async throws {
        try await FederatedCloud.run(.sqlite) { federated in
            for path in [
                Self.start, "/v3/auth/OS-FEDERATION/identity_providers/corp/protocols/openid/websso",
            ] {
                let begun = try await Self.begin(federated, path)
                #expect(begun["response_type"] == "code" && begun["client_id"] == "cloud")
                #expect(begun["scope"] == "openid email profile" && begun["code_challenge_method"] == "S256")
                #expect(begun["redirect_uri"] == "http://cloud:5000/identity" + Self.callback)
                let id = try federated.jane(["nonce": .string(begun["nonce"])])
                federated.provider.state.withLock { $0.codes["c1"] = ["id_token": .string(id), "access_token": "at"] }
                let (response, page) = try await Self.finish(
                    federated, "code=c1&state=\(begun["state"])", begun.cookie)
                #expect(response.status == .ok, "\(page)")
                #expect(page.contains("action=\"\(FederatedCloud.dashboard)\" method=\"post\""))
                #expect(response.headers[.cacheControl] == "no-store")
                #expect(response.headers[.setCookie]?.contains("Max-Age=0") == true)
                let token = page.split(separator: "value=\"").dropFirst().first.map { String($0.prefix { $0 != "\"" }) }
                #expect(try await federated.cloud.call(.get, "/v3/auth/projects", token).status == 200)
                // The proof of the code is the verifier of the challenge.
                let verifier = federated.provider.state.withLock { $0.forms.last?["code_verifier"] } ?? ""
                #expect(
                    Base64URL.text(Array(SHA256.hash(data: Array(verifier.utf8)))) == begun["code_challenge"])
            }
        }
    }

    @Test func whatAnAttackerTries() async throws {
        try await FederatedCloud.run(.sqlite) { federated in
            let provider = federated.provider
            func give(_ code: String, _ changes: [String: JSON]) throws {
                let id = try federated.jane(changes)
                provider.state.withLock { $0.codes[code] = ["id_token": .string(id)] }
            }
            let begun = try await Self.begin(federated)
            let other = try await Self.begin(federated)
            let nonce = JSON.string(begun["nonce"])
            try give("c", ["nonce": nonce])
            for (query, cookie) in [
                ("code=c&state=\(begun["state"])", nil), ("code=c&state=\(begun["state"])", other.cookie),
                ("code=c&state=x", begun.cookie), ("code=c", begun.cookie),
                ("error=access_denied&state=\(begun["state"])", begun.cookie),
                ("state=\(begun["state"])", begun.cookie),
                ("code=c&state=\(begun["state"])", begun.cookie + "x"),
                ("code=unknown&state=\(begun["state"])", begun.cookie),
            ] {
                let (response, page) = try await Self.finish(federated, query, cookie)
                #expect(response.status == .unauthorized && !page.contains("<form"), "\(query)")
            }
            for (changes, label) in [
                (["nonce": "another"], "nonce"), ([:], "no nonce"), (["nonce": nonce, "aud": "cli"], "audience"),
                (["nonce": nonce, "azp": "cli"], "party"), (["nonce": nonce, "iss": "https://x.example"], "issuer"),
            ] as [([String: JSON], String)] {
                try give("d", changes)
                let (response, _) = try await Self.finish(federated, "code=d&state=\(begun["state"])", begun.cookie)
                #expect(response.status == .unauthorized, "\(label)")
            }
            federated.cloud.ahead.withLock { $0 = .seconds(601) }
            let (late, _) = try await Self.finish(federated, "code=c&state=\(begun["state"])", begun.cookie)
            #expect(late.status == .unauthorized)
        }
    }

    @Test func whichDashboards() async throws {
        try await FederatedCloud.run(.sqlite) { federated in
            let without = try await federated.send(.get, Self.start)
            #expect(without.status == 400 && without.message == "Request must have an origin query parameter")
            let evil = try await federated.send(.get, Self.start + "?origin=https://evil.example/")
            #expect(evil.status == 401 && evil.message == "https://evil.example/ is not a trusted dashboard host")
            let unknown = try await federated.send(.get, "/v3/auth/OS-FEDERATION/websso/none?" + Self.origin)
            #expect(unknown.status == 401 && unknown.message == "Missing entity ID from environment")
            #expect(
                try await federated.send(
                    .get, "/v3/auth/OS-FEDERATION/identity_providers/x/protocols/openid/websso?" + Self.origin
                ).status == 404)
        }
    }
}
