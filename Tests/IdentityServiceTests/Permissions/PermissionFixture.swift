import TestKit

@testable import IdentityService

/// An identity service that believes an OpenID provider, for the tables of who may do what.
enum PermissionFixture {
    static func run(
        _ engine: TestEngine = .sqlite, settings more: [String: String] = [:],
        _ body: @escaping @Sendable (IdentityFixture, OpenIDProvider) async throws -> Void
    ) async throws {
        let provider = try OpenIDProvider()
        try await provider.run { issuer in
            let base = "identity.federation.providers.corp."
            let settings = [
                base + "issuer": issuer, base + "client_id": "cloud",
                "identity.federation.trusted_dashboards": FederatedCloud.dashboard,
            ].merging(more) { $1 }
            try await IdentityFixture.run(engine, settings: settings) { try await body($0, provider) }
        }
    }
}
