import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// Limits and quotas through the whole pipeline.
@Suite struct QuotaTests {
    @Test(arguments: TestEngine.available) func projectsOverClassOverConfiguration(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine, hosts: [], settings: ["compute.quota.cores": "33"]) { cloud, _ in
            func cores(_ path: String) async throws -> JSON? {
                try await cloud.send(.get, path, as: "admin:p1").body["quota_set"]?["cores"]
            }
            #expect(try await cores("/os-quota-sets/p1") == 33)
            let all: JSON = ["quota_class_set": ["cores": 44]]
            #expect(try await cloud.send(.put, "/os-quota-class-sets/default", all, as: "admin:p1").status == 200)
            #expect(try await cores("/os-quota-sets/p1/defaults") == 44)
            let own: JSON = ["quota_set": ["cores": "55", "instances": -1]]
            let set = try await cloud.send(.put, "/os-quota-sets/p1", own, as: "admin:p1")
            #expect(set.body["quota_set"]?["cores"] == 55)
            #expect(set.body["quota_set"]?["id"] == nil)
            #expect(try await cores("/os-quota-sets/p1") == 55)
            #expect(try await cores("/os-quota-sets/p2") == 44)
            #expect(try await cloud.send(.delete, "/os-quota-sets/p1", as: "admin:p1").status == 202)
            #expect(try await cores("/os-quota-sets/p1") == 44)
        }
    }

    @Test func limitsServersAndCountsThem() async throws {
        try await ServerCloud.with { cloud, _ in
            let one: JSON = ["quota_set": ["instances": 1]]
            #expect(try await cloud.send(.put, "/os-quota-sets/p1", one, as: "admin:p1").status == 200)
            _ = try await cloud.booted()
            #expect(try await cloud.send(.post, "/servers", ServerCloud.bootBody()).status == 403)
            let limits = try await cloud.send(.get, "/limits").body["limits"]?["absolute"]
            #expect(limits?["totalInstancesUsed"] == 1)
            #expect(limits?["totalCoresUsed"] == 1)
            #expect(limits?["maxTotalInstances"] == 1)
            #expect(limits?["maxTotalFloatingIps"] == nil)
            let detail = try await cloud.send(.get, "/os-quota-sets/p1/detail").body["quota_set"]
            #expect(detail?["instances"] == ["in_use": 1, "limit": 1, "reserved": 0])
            let none: JSON = ["quota_set": ["instances": 0]]
            #expect(try await cloud.send(.put, "/os-quota-sets/p1", none, as: "admin:p1").status == 400)
            let forced: JSON = ["quota_set": ["instances": 0, "force": true]]
            #expect(try await cloud.send(.put, "/os-quota-sets/p1", forced, as: "admin:p1").status == 200)
        }
    }

    @Test func refuses() async throws {
        try await ServerCloud.with(hosts: []) { cloud, _ in
            #expect(try await cloud.send(.get, "/os-quota-sets/p2").status == 403)
            #expect(try await cloud.send(.get, "/limits?tenant_id=p2").status == 403)
            #expect(try await cloud.send(.get, "/limits?tenant_id=p2", as: "admin:p1").status == 200)
            #expect(try await cloud.send(.put, "/os-quota-sets/p1", ["quota_set": ["cores": 1]] as JSON).status == 403)
            for wrong in [["cores": -2], ["cores": "x"], ["nonsense": 1], ["ram": 9_999_999_999_999]] as [JSON] {
                let body: JSON = ["quota_set": wrong]
                #expect(try await cloud.send(.put, "/os-quota-sets/p1", body, as: "admin:p1").status == 400)
            }
            let old = try await cloud.send(.get, "/os-quota-sets/p1", version: "2.1").body["quota_set"]
            #expect(old?["floating_ips"] == -1)
            #expect(try await cloud.send(.get, "/os-quota-sets/p1").body["quota_set"]?["floating_ips"] == nil)
        }
    }
}
