import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Endpoint groups, and what a project sees of the catalog (OS-EP-FILTER).
@Suite struct CatalogFilterTests {
    private let path = "/v3/OS-EP-FILTER/endpoint_groups"

    @Test(arguments: TestEngine.available) func groups(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let service = try await cloud.create("services", "service", ["type": "x", "name": "x"])
            let group: JSON = ["endpoint_group": ["name": "g", "filters": ["service_id": .string(service)]]]
            let made = try await cloud.call(.post, path, cloud.admin, group)
            #expect(made.status == 201 && made["endpoint_group"]["description"] == .null)
            let one = path + "/" + (made["endpoint_group"]["id"]?.string ?? "")
            #expect(made["endpoint_group"]["links"]?["self"]?.string?.hasSuffix(one) == true)
            let stranger = try await cloud.person("stranger").token
            #expect(try await cloud.call(.post, path, stranger, group).status == 403)
            for filters: JSON in [[:], ["enabled": true], ["interface": "other"], ["service_id": 7], "text"] {
                let body: JSON = ["endpoint_group": ["name": "g", "filters": filters]]
                #expect(try await cloud.call(.post, path, cloud.admin, body).status == 400)
            }
            let endpoint = try await cloud.create(
                "endpoints", "endpoint",
                ["service_id": .string(service), "interface": "public", "url": "http://x", "region_id": "RegionOne"])
            func endpoints() async throws -> [String] {
                let answer = try await cloud.call(.get, one + "/endpoints", cloud.admin)
                return answer["endpoints"].array?.compactMap { $0["id"]?.string } ?? []
            }
            #expect(try await endpoints() == [endpoint])
            let change: JSON = [
                "endpoint_group": [
                    "description": "d", "filters": ["interface": "admin", "service_id": .string(service)],
                ]
            ]
            #expect(try await cloud.call(.patch, one, cloud.admin, change)["endpoint_group"]["description"] == "d")
            #expect(try await endpoints().isEmpty)
            #expect(try await cloud.call(.get, path + "?name=g", cloud.admin)["endpoint_groups"].array?.count == 1)
            #expect(try await cloud.call(.get, one, stranger).status == 403)
            #expect(try await cloud.call(.delete, one, cloud.admin).status == 204)
            let missing = try await cloud.call(.get, one, cloud.admin)
            #expect(missing.status == 404 && missing.message.hasPrefix("Could not find Endpoint Group: "))
        }
    }

    @Test(arguments: TestEngine.available) func projectsSeeWhatTheyAreGiven(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let person = try await cloud.person("p")
            func names() async throws -> [String] {
                let scope: JSON = ["project": ["id": .string(person.project)]]
                let token = try await cloud.signIn("p", IdentityFixture.planted, scope: scope)
                let own = try await cloud.call(.get, "/v3/auth/catalog", token.headers[.subjectToken])["catalog"]
                #expect(own == token["token"]["catalog"])
                return own.array?.compactMap { $0["name"]?.string }.sorted() ?? []
            }
            #expect(try await names() == ["cinder", "keystone", "nova"])
            let all = try await cloud.call(.get, "/v3/endpoints", cloud.admin)["endpoints"].array ?? []
            let services = try await cloud.call(.get, "/v3/services?name=nova", cloud.admin)["services"].array
            let nova = services?.first?["id"]?.string ?? ""
            let endpoint = all.first { $0["service_id"]?.string != nova }?["id"]?.string ?? ""
            let place = "/v3/OS-EP-FILTER/projects/\(person.project)/endpoints"
            let one = "\(place)/\(endpoint)"
            #expect(try await cloud.call(.get, one, cloud.admin).message.hasSuffix(" in project \(person.project)"))
            #expect(try await cloud.call(.put, one, person.token).status == 403)
            #expect(try await cloud.call(.put, one, cloud.admin).status == 204)
            #expect(try await cloud.call(.put, one, cloud.admin).status == 409)
            #expect(try await cloud.call(.head, one, cloud.admin).status == 204)
            #expect(try await cloud.call(.put, place + "/none", cloud.admin).status == 404)
            #expect(try await names().count == 1)
            let group = try await cloud.create(
                "OS-EP-FILTER/endpoint_groups", "endpoint_group",
                ["name": "g", "filters": ["service_id": .string(nova)]])
            let tie = "\(path)/\(group)/projects/\(person.project)"
            #expect(try await cloud.call(.get, tie, cloud.admin).status == 404)
            #expect(try await cloud.call(.put, tie, cloud.admin).status == 204)
            #expect(try await cloud.call(.put, tie, cloud.admin).status == 409)
            let shown = try await cloud.call(.get, tie, cloud.admin)["project_endpoint_group"]
            #expect(shown["project_id"]?.string == person.project)
            #expect(try await names().contains("nova"))
            let given = try await cloud.call(.get, place, cloud.admin)["endpoints"].array
            #expect(given?.count == 1 + all.filter { $0["service_id"]?.string == nova }.count)
            for (list, name) in [
                ("/v3/OS-EP-FILTER/endpoints/\(endpoint)/projects", "projects"),
                ("\(path)/\(group)/projects", "projects"),
                ("/v3/OS-EP-FILTER/projects/\(person.project)/endpoint_groups", "endpoint_groups"),
            ] {
                #expect(try await cloud.call(.get, list, cloud.admin)[name].array?.count == 1)
            }
            #expect(try await cloud.call(.delete, tie, cloud.admin).status == 204)
            #expect(try await cloud.call(.delete, tie, cloud.admin).status == 404)
            #expect(try await cloud.call(.delete, one, cloud.admin).status == 204)
            #expect(try await cloud.call(.delete, one, cloud.admin).status == 404)
            #expect(try await names() == ["cinder", "keystone", "nova"])
            #expect(try await cloud.call(.put, one, cloud.admin).status == 204)
            #expect(try await cloud.call(.delete, "/v3/endpoints/\(endpoint)", cloud.admin).status == 204)
            #expect(try await names().count >= 2)
        }
    }

    @Test func withoutAFilterNothingIsSeenIfSoSet() async throws {
        let settings = ["identity.return_all_endpoints_if_no_filter": "false"]
        try await IdentityFixture.run(.sqlite, settings: settings) { cloud in
            let answer = try await cloud.call(.get, "/v3/auth/catalog", cloud.admin)
            #expect(answer.status == 200 && answer["catalog"].array?.isEmpty == true)
        }
    }
}
