import CloudAuth
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import NetworkService

/// Quotas, and what the service tells of itself.
@Suite struct QuotaTests {
    @Test(arguments: TestEngine.available)
    func limitsHold(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            #expect(try await cloud.call(.get, "/quotas/p1")["quota"]["network"] == 100)
            let set: JSON = ["quota": ["network": 1, "port": -1]]
            #expect(try await cloud.call(.put, "/quotas/p1", set).status == 403)
            #expect(try await cloud.call(.put, "/quotas/p1", set, as: "admin")["quota"]["network"] == 1)
            #expect(try await cloud.call(.put, "/quotas/p1", ["quota": ["network": -2]], as: "admin").status == 400)
            #expect(try await cloud.call(.put, "/quotas/p1", ["quota": ["x": 1]], as: "admin").status == 400)
            _ = try await cloud.make("network", [:])
            let over = try await cloud.call(.post, "/networks", ["network": [:]])
            #expect(over.status == 409 && over.type == "OverQuota")
            let lower: JSON = ["quota": ["network": 0, "check_limit": true]]
            #expect(try await cloud.call(.put, "/quotas/p1", lower, as: "admin").type == "InvalidQuotaValue")
            let details = try await cloud.call(.get, "/quotas/p1/details")["quota"]["network"]
            #expect(details == ["limit": 1, "used": 1, "reserved": 0])
            #expect(try await cloud.call(.get, "/quotas/p1/default")["quota"]["network"] == 100)
            #expect(try await cloud.call(.get, "/quotas", as: "admin")["quotas"].array?.count == 1)
            #expect(try await cloud.call(.get, "/quotas/p1", as: "member:p2").status == 403)
            #expect(try await cloud.call(.delete, "/quotas/p1", as: "admin").status == 204)
            #expect(try await cloud.call(.post, "/networks", ["network": [:]]).status == 201)
        }
    }

    @Test func theServiceTellsWhatItIs() async throws {
        try await NetworkCloud.run(.sqlite) { cloud in
            let extensions = try await cloud.call(.get, "/extensions")["extensions"].array ?? []
            #expect(extensions.contains { $0.text("alias") == "security-group" })
            #expect(try await cloud.call(.get, "/extensions/router")["extension"].text("alias") == "router")
            #expect(try await cloud.call(.get, "/extensions/trunk").status == 404)
            #expect(try await cloud.call(.get, "/service-providers").status == 200)
            #expect(try await cloud.call(.get, "/trunks").status == 404)
            try await cloud.heartbeat("h1")
            #expect(try await cloud.call(.get, "/availability_zones")["availability_zones"].array?.count == 2)
            let (network, _) = try await cloud.network("10.0.0.0/24")
            _ = try await cloud.make("port", ["network_id": .string(network)])
            let use = try await cloud.call(.get, "/network-ip-availabilities/\(network)", as: "admin")
            #expect(
                use["network_ip_availability"]["total_ips"] == 253 && use["network_ip_availability"]["used_ips"] == 1)
        }
    }

    @Test func everyOperationHasARule() async throws {
        try await NetworkCloud.run(.sqlite) { cloud in
            let known = Set(NetworkPolicy.rules.map(\.name))
            for route in cloud.pipeline.api.routes where route.policy != "-" {
                #expect(known.contains(route.policy), "\(route.method) \(route.path)")
            }
        }
    }
}
