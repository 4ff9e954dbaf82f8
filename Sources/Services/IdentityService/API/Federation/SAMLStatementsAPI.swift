import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore

/// This cloud as an identity provider for others (Identity API v3, OS-FEDERATION, "Identity provider").
struct SAMLStatementsAPI: Sendable {
    let actions: SAMLStatementActions
    let authority: SAMLAuthority

    private static let reference = Schema.object(["id": .string()], required: ["id"])
    static let schema = Schema.object(
        [
            "auth": .object(
                [
                    "identity": .object(
                        ["token": reference, "methods": .array(of: .any)], required: ["token"]),
                    "scope": .object(["service_provider": reference], required: ["service_provider"]),
                ], required: ["identity", "scope"])
        ], required: ["auth"])

    var routes: [Route] {
        [
            Route.post("/v3/auth/OS-FEDERATION/saml2", "-", body: Self.schema) { try await create($0, false) }.open(),
            Route.post("/v3/auth/OS-FEDERATION/saml2/ecp", "-", body: Self.schema) { try await create($0, true) }
                .open(),
            Route.get("/v3/OS-FEDERATION/saml2/metadata", "-") { _ in .xml(try authority.metadata()) }.open(),
        ]
    }

    private func create(_ request: APIRequest, _ wrapped: Bool) async throws -> Response {
        let auth = request.body["auth"]
        let made = try await actions.create(
            token: auth?["identity"]?["token"]?["id"]?.string ?? "",
            providerID: auth?["scope"]?["service_provider"]?["id"]?.string ?? "", wrapped: wrapped)
        return Response.xml(made.xml).with(.named("X-sp-url"), made.provider.spURL)
            .with(.named("X-auth-url"), made.provider.authURL).with(.cacheControl, "no-store")
    }
}

extension Response {
    /// An answer in XML.
    static func xml(_ text: String, _ type: String = "text/xml") -> Response {
        Response(.ok, headers: [.contentType: type], body: .bytes(ByteBuffer(string: text)))
    }
}
