import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// Server groups, usage and the small lists, through the whole pipeline.
@Suite struct ServerGroupTests {
    @Test(arguments: TestEngine.available) func groupsKeepServersApart(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine, hosts: ["host-1", "host-2"]) { cloud, _ in
            let wanted: JSON = ["server_group": ["name": "apart", "policy": "anti-affinity"]]
            let made = try await cloud.send(.post, "/os-server-groups", wanted).body["server_group"]
            let id = try #require(made?["id"]?.string)
            #expect(made?["rules"] == .object([:]))
            var hosts: Set<String> = []
            for _ in 0..<2 {
                var body = ServerCloud.bootBody().object ?? [:]
                body["os:scheduler_hints"] = ["group": .string(id)]
                let answer = try await cloud.send(.post, "/servers", .object(body))
                let server = try #require(answer.body["server"]?["id"]?.string)
                hosts.insert(try await cloud.settle(server, "ACTIVE")["OS-EXT-SRV-ATTR:host"]?.string ?? "")
            }
            #expect(hosts == ["host-1", "host-2"])
            let shown = try await cloud.send(.get, "/os-server-groups/\(id)").body["server_group"]
            #expect(shown?["members"]?.array?.count == 2)
            #expect(try await cloud.send(.get, "/os-server-groups/\(id)", as: "member:p2").status == 404)
            #expect(try await cloud.send(.get, "/os-server-groups", as: "member:p2").body["server_groups"] == [])
            let all = try await cloud.send(.get, "/os-server-groups?all_projects=1", as: "admin:p2")
            #expect(all.body["server_groups"]?.array?.count == 1)
            #expect(try await cloud.send(.delete, "/os-server-groups/\(id)", as: "reader:p1").status == 403)
            #expect(try await cloud.send(.delete, "/os-server-groups/\(id)").status == 204)
            #expect(try await cloud.send(.get, "/os-server-groups/\(id)").status == 404)
        }
    }

    @Test func refusesWrongGroups() async throws {
        try await ServerCloud.with(hosts: []) { cloud, _ in
            func make(_ group: JSON, as token: String = "member:p1", _ version: String = "2.96") async throws
                -> ServerCloud.Answer
            {
                try await cloud.send(.post, "/os-server-groups", ["server_group": group], as: token, version: version)
            }
            let ruled = try await make(["name": "x", "policy": "affinity", "rules": ["max_server_per_host": 2]])
            #expect(ruled.status == 400)
            let soft: JSON = ["name": "x", "policies": ["soft-affinity"]]
            #expect(try await make(soft, "2.14").status == 400)
            #expect(try await make(soft, "2.15").status == 200)
            #expect(try await make(soft).status == 400)
            let good: JSON = ["name": "x", "policy": "affinity"]
            #expect(try await make(good, as: "reader:p1").status == 403)
            let one: JSON = ["quota_set": ["server_groups": 1]]
            #expect(try await cloud.send(.put, "/os-quota-sets/p1", one, as: "admin:p1").status == 200)
            #expect(try await make(good).message == "Quota exceeded, too many server groups.")
        }
    }

    @Test func tellsUsage() async throws {
        try await ServerCloud.with { cloud, _ in
            let server = try await cloud.booted()
            let mine = try await cloud.send(.get, "/os-simple-tenant-usage/p1").body["tenant_usage"]
            #expect(mine?["server_usages"]?.array?.first?["instance_id"]?.string == server)
            #expect((mine?["total_hours"]?.double ?? 0) > 0)
            #expect(try await cloud.send(.get, "/os-simple-tenant-usage/p2").status == 403)
            #expect(try await cloud.send(.get, "/os-simple-tenant-usage").status == 403)
            let all = try await cloud.send(.get, "/os-simple-tenant-usage?detailed=0", as: "admin:p2")
            #expect(all.body["tenant_usages"]?.array?.count == 1)
            let past = try await cloud.send(.get, "/os-simple-tenant-usage/p1?start=2020-01-01&end=2020-02-01T00:00:00")
            #expect(past.body["tenant_usage"] == .object([:]))
            #expect(try await cloud.send(.get, "/os-simple-tenant-usage/p1?start=yesterday").status == 400)
        }
    }

    @Test func showsWhatThereIs() async throws {
        try await ServerCloud.with(hosts: []) { cloud, _ in
            #expect(try await cloud.send(.get, "/os-migrations", as: "admin:p1").body["migrations"] == [])
            #expect(try await cloud.send(.get, "/extensions/os-keypairs").body["extension"]?["name"] == "Keypairs")
            #expect(try await cloud.send(.get, "/extensions/none").status == 404)
            let version = try await cloud.send(.get, "/", as: "").body["version"]
            #expect(version?["version"] == "2.96")
            #expect(version?["min_version"] == "2.1")
            #expect(version?["status"] == "CURRENT")
        }
    }
}
