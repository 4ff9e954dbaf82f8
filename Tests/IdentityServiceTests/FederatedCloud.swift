import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore
import TestKit

@testable import IdentityService

/// A cloud whose users may come from an OpenID provider: `corp`, by the protocol `openid`.
struct FederatedCloud: Sendable {
    let cloud: IdentityFixture
    let provider: OpenIDProvider
    let domain: String

    static let dashboard = "https://dashboard.example/auth/websso/"
    static let path = "/v3/OS-FEDERATION/identity_providers/corp/protocols/openid/auth"
    static let plain: JSON = [
        [
            "local": [["user": ["name": "{0}", "id": "{1}"]]],
            "remote": [["type": "OIDC-preferred_username"], ["type": "HTTP_OIDC_SUB"]],
        ]
    ]

    static func run(
        _ engine: TestEngine, rules: JSON = plain, version: JSON = "1.0", ttl: JSON = .null,
        settings: [String: String] = [:], _ body: @escaping @Sendable (FederatedCloud) async throws -> Void
    ) async throws {
        let provider = try OpenIDProvider()
        try await provider.run { issuer in
            let base = "identity.federation.providers.corp."
            let all = [
                base + "issuer": issuer, base + "client_id": "cloud",
                "identity.federation.trusted_dashboards": dashboard,
            ].merging(settings) { $1 }
            try await IdentityFixture.run(engine, settings: all) { cloud in
                let made = try await cloud.call(
                    .put, "/v3/OS-FEDERATION/identity_providers/corp", cloud.admin,
                    ["identity_provider": ["enabled": true, "authorization_ttl": ttl]])
                _ = try await cloud.call(
                    .put, "/v3/OS-FEDERATION/mappings/m", cloud.admin,
                    ["mapping": ["rules": rules, "schema_version": version]])
                _ = try await cloud.call(
                    .put, "/v3/OS-FEDERATION/identity_providers/corp/protocols/openid", cloud.admin,
                    ["protocol": ["mapping_id": "m"]])
                try await body(
                    FederatedCloud(
                        cloud: cloud, provider: provider,
                        domain: made["identity_provider"]["domain_id"]?.string ?? ""))
            }
        }
    }

    /// Shows an access token at the protocol's address.
    func signIn(_ bearer: String?, path: String = path) async throws -> IdentityFixture.Answer {
        var headers = HTTPFields()
        headers[.authorization] = bearer.map { "Bearer " + $0 }
        return try await send(.post, path, headers)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:]
    ) async throws -> IdentityFixture.Answer {
        let (response, bytes) = try await raw(method, path, headers)
        return .init(
            status: response.status.code, body: bytes.isEmpty ? .null : try JSON(parsing: bytes),
            headers: response.headers)
    }

    func raw(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:]
    ) async throws -> (Response, [UInt8]) {
        let parts = path.split(separator: "?", maxSplits: 1)
        let request = Request(
            method, "/identity" + parts[0], query: Query(parsing: parts.count > 1 ? parts[1] : ""), headers: headers,
            authority: "cloud:5000")
        let response = await cloud.pipeline.respond(to: request)
        return (response, Array(try await response.body.collect(upTo: 1 << 20).readableBytesView))
    }

    /// The claims of `jane`, signed, with changes.
    func jane(_ changes: [String: JSON] = [:]) throws -> String {
        try provider.token(["preferred_username": "Jane Doe", "email": "jane@example.org"].merging(changes) { $1 })
    }

    /// A token of that scope for an older one.
    func rescope(_ token: String, _ scope: JSON) async throws -> IdentityFixture.Answer {
        try await cloud.call(
            .post, "/v3/auth/tokens", nil,
            [
                "auth": [
                    "identity": ["methods": ["token"], "token": ["id": .string(token)]], "scope": scope,
                ]
            ])
    }
}
