import CloudHTTP
import CloudJSON
import CloudService
import HTTPTypes
import NIOCore
import TestKit
import Testing

@testable import IdentityService

/// The events of revocation, what is gone, the health of the process, and the document that lists the API.
@Suite struct CatalogRestTests {
    @Test(arguments: TestEngine.available) func revocationEvents(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let person = try await cloud.person("p")
            #expect(
                try await cloud.call(.delete, "/v3/auth/tokens", cloud.admin, subject: person.token).status == 204)
            let user: JSON = ["user": ["enabled": false]]
            #expect(try await cloud.call(.patch, "/v3/users/\(person.user)", cloud.admin, user).status == 200)
            let events = try await cloud.call(.get, "/v3/OS-REVOKE/events", cloud.admin)
            let rows = events["events"].array ?? []
            #expect(rows.count == 2 && rows.first?["audit_id"]?.string != nil && rows.last?["user_id"] != nil)
            #expect(rows.allSatisfy { $0["issued_before"]?.string?.hasSuffix("Z") == true && $0["id"] == nil })
            func count(since: String) async throws -> Int? {
                try await cloud.call(.get, "/v3/OS-REVOKE/events?since=\(since)", cloud.admin)["events"].array?.count
            }
            #expect(try await count(since: "2020-01-01T00:00:00Z") == 2)
            #expect(try await count(since: "2999-01-01T00:00:00Z") == 0)
            #expect(try await cloud.call(.get, "/v3/OS-REVOKE/events?since=then", cloud.admin).status == 400)
            let stranger = try await cloud.person("stranger").token
            #expect(try await cloud.call(.get, "/v3/OS-REVOKE/events", stranger).status == 403)
            #expect(try await cloud.call(.get, "/v3/OS-REVOKE/events").status == 401)
        }
    }

    @Test func certificatesAreGone() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            for name in ["ca", "certificates"] {
                let answer = try await cloud.call(.get, "/v3/OS-SIMPLE-CERT/\(name)")
                #expect(answer.status == 410 && answer.message.contains("no longer available"))
                #expect(answer["error"]["title"] == "Gone")
            }
        }
    }

    @Test func health() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            func ask(_ method: HTTPRequest.Method) async throws -> (Int, String) {
                let response = await cloud.pipeline.respond(to: Request(method, "/identity/healthcheck"))
                let bytes = try await response.body.collect(upTo: 1 << 10)
                return (response.status.code, String(decoding: bytes.readableBytesView, as: UTF8.self))
            }
            let (status, text) = try await ask(.get)
            #expect(status == 200 && text == "OK")
            let (headStatus, headText) = try await ask(.head)
            #expect(headStatus == 204 && headText.isEmpty)
        }
    }

    @Test func theHomeDocumentListsTheRoutes() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            func ask(_ path: String, _ accept: String) async throws -> (String?, JSON) {
                let request = Request(.get, path, headers: [.accept: accept], authority: "cloud:5000")
                let response = await cloud.pipeline.respond(to: request)
                let bytes = Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
                return (response.headers[.contentType], try JSON(parsing: bytes))
            }
            let base = "https://docs.openstack.org/api/openstack-identity/3/"
            let (type, home) = try await ask("/identity/v3", "application/json-home")
            #expect(type == "application/json-home")
            let resources = home["resources"]
            #expect(resources?[base + "rel/regions"]?["href"] == "/regions")
            let grant = resources?[base + "rel/project_user_role"]
            #expect(grant?["href-template"] == "/projects/{project_id}/users/{user_id}/roles/{role_id}")
            #expect(grant?["href-vars"]?["role_id"]?.string == base + "param/role_id")
            let group = resources?[base + "ext/OS-EP-FILTER/1.0/rel/endpoint_group"]
            #expect(
                group?["href-vars"]?["endpoint_group_id"]?.string
                    == base + "ext/OS-EP-FILTER/1.0/param/endpoint_group_id")
            for name in [
                "rel/auth_tokens", "rel/user_change_password", "rel/implied_role", "rel/domain_group_roles",
                "ext/OS-ENDPOINT-POLICY/1.0/rel/region_and_service_policy_association", "ext/OS-REVOKE/1.0/rel/events",
                "ext/OS-INHERIT/1.0/rel/project_user_role_inherited_to_projects",
                "ext/OS-SIMPLE-CERT/1.0/rel/ca_certificate", "rel/role_inferences", "rel/system_group_role",
            ] {
                #expect(resources?[base + name] != nil, "\(name)")
            }
            let paths = Set(cloud.role.parts.apis[0].routes.map(\.path).filter { $0.hasPrefix("/v3/") })
            #expect(resources?.object?.count == paths.count)
            let root = try await ask("/identity", "application/json;q=0.5, application/json-home")
            #expect(root.1["resources"]?[base + "rel/regions"]?["href"] == "/v3/regions")
            for accept in ["", "*/*", "application/json", "application/json-home;q=0.2, */*;q=0.5", "nonsense;q=x"] {
                #expect(try await ask("/identity/v3", accept).1["version"]?["id"] == "v3.14")
            }
        }
    }
}
