import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import NetworkService

/// Networks and subnets through the whole pipeline.
@Suite struct NetworkTests {
    @Test(arguments: TestEngine.available)
    func aNetworkLivesAndDies(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let made = try await cloud.make("network", ["name": "blue", "description": "sky"])
            #expect(made.text("status") == "ACTIVE" && made["mtu"] == 1450 && made["router:external"] == false)
            #expect(made.text("project_id") == "p1" && made.text("tenant_id") == "p1" && made["revision_number"] == 1)
            #expect(made["provider:network_type"] == nil, "only the admin sees provider attributes")
            let seen = try await cloud.call(.get, "/networks/\(made.id)", as: "admin")["network"]
            #expect(seen.text("provider:network_type") == "vxlan" && seen["provider:segmentation_id"]?.integer != nil)
            let changed = try await cloud.call(.put, "/networks/\(made.id)", ["network": ["name": "green"]])
            #expect(changed["network"].text("name") == "green" && changed["network"]["revision_number"] == 2)
            #expect(try await cloud.call(.delete, "/networks/\(made.id)").status == 204)
            let gone = try await cloud.call(.get, "/networks/\(made.id)")
            #expect(gone.status == 404 && gone.type == "NetworkNotFound")
            #expect(gone.message == "Network \(made.id) could not be found.")
        }
    }

    @Test(arguments: TestEngine.available)
    func whoMayDoWhat(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let made = try await cloud.make("network", ["name": "n"])
            let body: JSON = ["network": ["name": "x"]]
            #expect(try await cloud.call(.post, "/networks", body, as: "reader:p1").status == 403)
            #expect(try await cloud.call(.put, "/networks/\(made.id)", body, as: "reader:p1").status == 403)
            #expect(try await cloud.call(.delete, "/networks/\(made.id)", as: "reader:p1").status == 403)
            #expect(try await cloud.call(.get, "/networks/\(made.id)", as: "reader:p1").status == 200)
            // A stranger learns nothing.
            #expect(try await cloud.call(.get, "/networks/\(made.id)", as: "member:p2").status == 404)
            #expect(try await cloud.call(.put, "/networks/\(made.id)", body, as: "member:p2").status == 404)
            #expect(try await cloud.call(.delete, "/networks/\(made.id)", as: "member:p2").status == 404)
            #expect(try await cloud.call(.get, "/networks", as: "member:p2")["networks"].array?.isEmpty == true)
            let shared = try await cloud.call(.put, "/networks/\(made.id)", ["network": ["shared": true]])
            #expect(shared.status == 403 && shared.type == "PolicyNotAuthorized")
            #expect(shared.message == "rule:update_network:shared is disallowed by policy")
            let foreign = try await cloud.call(.post, "/networks", ["network": ["project_id": "p2"]])
            #expect(foreign.status == 400)
            #expect(try await cloud.call(.get, "/networks", as: "nobody").status == 401)
            _ = try await cloud.call(.put, "/networks/\(made.id)", ["network": ["shared": true]], as: "admin")
            #expect(try await cloud.call(.get, "/networks/\(made.id)", as: "member:p2").status == 200)
            #expect(try await cloud.call(.delete, "/networks/\(made.id)", as: "member:p2").status == 403)
        }
    }

    @Test func malformedBodiesAreRefusedInNeutronsWords() async throws {
        try await NetworkCloud.run(.sqlite) { cloud in
            func refusal(_ path: String, _ body: JSON) async throws -> String {
                let answer = try await cloud.call(.post, path, body, as: "admin")
                #expect(answer.status == 400)
                return answer.message
            }
            #expect(try await refusal("/networks", ["net": [:]]) == "Unable to find 'network' in request body")
            #expect(try await refusal("/networks", ["network": ["x": 1]]) == "Unrecognized attribute(s) 'x'")
            #expect(
                try await refusal("/networks", ["network": ["name": 7]])
                    == "Invalid input for name. Reason: '7' is not a valid string.")
            #expect(try await refusal("/networks", ["network": ["name": "a\u{0}"]]).contains("not a valid string"))
            #expect(
                try await refusal("/networks", ["network": ["name": .string(String(repeating: "x", count: 256))]])
                    .contains("exceeds maximum length of 255"))
            #expect(
                try await refusal("/networks", ["network": ["status": "DOWN"]])
                    == "Attribute 'status' not allowed in POST")
            #expect(
                try await refusal("/networks", ["network": ["admin_state_up": "maybe"]])
                    == "Invalid input for operation: 'maybe' cannot be converted to boolean.")
            #expect(try await refusal("/networks", ["network": ["mtu": 99999]]).contains("too large"))
            #expect(
                try await refusal("/networks", ["network": ["provider:network_type": "gre"]])
                    == "Invalid input for operation: network_type value 'gre' not supported.")
            #expect(
                try await refusal("/subnets", ["subnet": ["ip_version": 4]])
                    == "Failed to parse request. Required attribute 'network_id' not specified")
            let network = try await cloud.make("network", [:], as: "admin")
            func subnet(_ members: [String: JSON]) async throws -> Answer {
                let base: [String: JSON] = ["network_id": .string(network.id), "ip_version": 4]
                return try await cloud.call(
                    .post, "/subnets", ["subnet": .object(base.merging(members) { $1 })], as: "admin")
            }
            #expect(
                try await subnet(["cidr": "10.0.0/24"]).message
                    == "Invalid input for cidr. Reason: '10.0.0/24' is not a valid IP subnet.")
            #expect(try await subnet(["cidr": "10.0.0.5/24"]).message.contains("'10.0.0.0/24' is recommended"))
            #expect(try await subnet(["cidr": "fd00::/64"]).type == "InvalidInput")
            #expect(
                try await subnet(["cidr": "10.0.0.0/24", "gateway_ip": "10.0.1.1"]).message
                    == "Invalid input for operation: Gateway is not valid on subnet")
            let pools: JSON = [["start": "10.0.0.200", "end": "10.0.0.100"]]
            #expect(
                try await subnet(["cidr": "10.0.0.0/24", "allocation_pools": pools]).type == "InvalidAllocationPool")
            let beyond: JSON = [["start": "10.0.0.200", "end": "10.0.1.100"]]
            #expect(
                try await subnet(["cidr": "10.0.0.0/24", "allocation_pools": beyond]).type
                    == "OutOfBoundsAllocationPool")
            let over: JSON = [["start": "10.0.0.1", "end": "10.0.0.10"]]
            #expect(
                try await subnet(["cidr": "10.0.0.0/24", "allocation_pools": over]).type
                    == "GatewayConflictWithAllocationPools")
            #expect(try await subnet(["cidr": "10.0.0.0/24", "ipv6_ra_mode": "slaac"]).status == 400)
        }
    }

    @Test(arguments: TestEngine.available)
    func subnetsOfANetworkDoNotOverlap(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let (network, subnet) = try await cloud.network("10.0.0.0/16")
            let body: JSON = ["subnet": ["network_id": .string(network), "ip_version": 4, "cidr": "10.0.7.0/24"]]
            let overlapping = try await cloud.call(.post, "/subnets", body)
            #expect(overlapping.status == 400 && overlapping.type == "InvalidInput")
            #expect(overlapping.message.contains("overlaps with another subnet"))
            let other = try await cloud.network("10.0.7.0/24")
            #expect(other.id != network)
            let seen = try await cloud.call(.get, "/networks/\(network)")["network"]
            #expect(seen["subnets"] == [.string(subnet)])
            let shown = try await cloud.call(.get, "/subnets/\(subnet)")["subnet"]
            #expect(shown.text("gateway_ip") == "10.0.0.1" && shown["enable_dhcp"] == true)
            #expect(shown["allocation_pools"] == [["start": "10.0.0.2", "end": "10.0.255.254"]])
            #expect(try await cloud.call(.delete, "/networks/\(network)").status == 204, "its subnets go with it")
            #expect(try await cloud.call(.get, "/subnets/\(subnet)").status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func listsArePagedSortedFilteredAndCut(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let bulk = JSON.array((1...5).map { ["name": .string("n\($0)")] })
            let made = try await cloud.call(.post, "/networks", ["networks": bulk])
            #expect(made.status == 201 && made["networks"].array?.count == 5)
            func names(_ query: String) async throws -> [String] {
                (try await cloud.call(.get, "/networks?\(query)")["networks"].array ?? []).map { $0.text("name") }
            }
            #expect(try await names("sort_key=name&sort_dir=desc") == ["n5", "n4", "n3", "n2", "n1"])
            #expect(try await names("name=n2&name=n4&sort_key=name") == ["n2", "n4"])
            #expect(try await names("admin_state_up=false").isEmpty)
            #expect(try await names("tenant_id=p1").count == 5)
            let page = try await cloud.call(.get, "/networks?limit=2&sort_key=name&fields=id&fields=name")
            let rows = page["networks"].array ?? []
            #expect(rows.map { $0.text("name") } == ["n1", "n2"] && rows[0].object?.keys.sorted() == ["id", "name"])
            let next = page["networks_links"].array?.first
            #expect(next?.text("rel") == "next" && next?.text("href").contains("marker=\(rows[1].id)") == true)
            let second = try await cloud.call(.get, "/networks?limit=2&sort_key=name&marker=\(rows[1].id)")
            #expect(second["networks"].array?.map { $0.text("name") } == ["n3", "n4"])
            let back = try await cloud.call(
                .get,
                "/networks?limit=2&sort_key=name&page_reverse=True&marker=\(second["networks"].array?[0].id ?? "")")
            #expect(back["networks"].array?.map { $0.text("name") } == ["n1", "n2"])
            #expect(try await cloud.call(.get, "/networks?marker=none&limit=1").status == 404)
            #expect(try await cloud.call(.get, "/networks?sort_key=nonsense").status == 400)
            #expect(try await cloud.call(.get, "/networks?name=a%00b").status == 400)
            #expect(try await cloud.call(.get, "/networks/a%00b").status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func bulkIsAllOrNothing(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            _ = try await cloud.call(.put, "/quotas/p1", ["quota": ["network": 3]], as: "admin")
            let bulk = JSON.array((1...4).map { ["name": .string("n\($0)")] })
            let answer = try await cloud.call(.post, "/networks", ["networks": bulk])
            #expect(answer.status == 409 && answer.type == "OverQuota")
            #expect(answer.message == "Quota exceeded for resources: ['network'].")
            #expect(try await cloud.call(.get, "/networks")["networks"].array?.isEmpty == true)
        }
    }

    @Test(arguments: TestEngine.available)
    func revisionsAndTags(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let made = try await cloud.make("network", [:])
            let path = "/networks/\(made.id)"
            let body: JSON = ["network": ["name": "x"]]
            let stale = try await cloud.call(.put, path, body, ifMatch: "revision_number=7")
            #expect(stale.status == 412 && stale.type == "RevisionNumberConstraintFailed")
            #expect(try await cloud.call(.put, path, body, ifMatch: "revision_number=1").status == 200)
            #expect(try await cloud.call(.delete, path, ifMatch: "revision_number=1").status == 412)
            #expect(try await cloud.call(.put, path + "/tags", ["tags": ["b", "a"]])["tags"] == ["a", "b"])
            #expect(try await cloud.call(.put, path + "/tags/c%20d").status == 201)
            #expect(try await cloud.call(.get, path + "/tags/c%20d").status == 204)
            #expect(try await cloud.call(.get, path + "/tags/nope").type == "TagNotFound")
            func count(_ query: String) async throws -> Int? {
                try await cloud.call(.get, "/networks?\(query)")["networks"].array?.count
            }
            #expect(try await count("tags=a,b") == 1)
            #expect(try await count("tags=a,z") == 0)
            #expect(try await count("tags-any=a,z") == 1)
            #expect(try await count("not-tags=a") == 0)
            #expect(try await cloud.call(.delete, path + "/tags/a").status == 204)
            #expect(try await cloud.call(.delete, path + "/tags").status == 204)
            #expect(try await cloud.call(.get, path + "/tags")["tags"] == [])
        }
    }
}
