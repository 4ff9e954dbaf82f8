import CloudJSON
import HTTPTypes
import TestKit
import Testing

@Suite struct DiscoveryTests {
    @Test func documentsAreOpen() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            do {
                let root = try await cloud.call(.get, "/")
                #expect(root.status == 300)
                let version = root["versions"]["values"]?.array?.first
                #expect(version?["links"]?.array?.first?["href"] == "http://cloud:5000/identity/v3/")
                #expect(version?["status"] == "stable")
            }
            for path in ["/v3", "/v3/"] {
                let version = try await cloud.call(.get, path)
                #expect(version.status == 200)
                #expect(version["version"]["id"] == "v3.14")
            }
            #expect(try await cloud.call(.get, "/v3/users").status == 401)
            #expect(try await cloud.call(.get, "/v3/nothing", cloud.admin).status == 404)
        }
    }
}
