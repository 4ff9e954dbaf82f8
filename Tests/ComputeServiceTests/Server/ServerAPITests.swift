import CloudCore
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// Who may see what, what is refused, and how lists are asked for.
@Suite struct ServerAPITests {
    @Test func strangersDoNotFindIt() async throws {
        try await ServerCloud.with { cloud, _ in
            let id = try await cloud.booted()
            for answer in [
                try await cloud.send(.get, "/servers/\(id)", as: "member:p2"),
                try await cloud.send(.delete, "/servers/\(id)", as: "member:p2"),
                try await cloud.act(id, "os-stop", as: "member:p2"),
                try await cloud.send(.put, "/servers/\(id)", ["server": ["name": "x"]], as: "member:p2"),
                try await cloud.send(.get, "/servers/\(id)/os-instance-actions", as: "member:p2"),
                try await cloud.send(.get, "/servers/none"),
            ] {
                #expect(answer.status == 404)
                #expect(answer.body["itemNotFound"]?["message"]?.string?.hasSuffix("could not be found.") == true)
            }
            #expect(try await cloud.send(.get, "/servers", as: "member:p2").body["servers"]?.array?.isEmpty == true)
            #expect(try await cloud.send(.get, "/servers/\(id)", as: "admin:p2").status == 200)
            #expect(try await cloud.send(.get, "/servers?all_tenants=1", as: "member:p2").status == 403)
            #expect(
                try await cloud.send(.get, "/servers?all_tenants=1", as: "admin:p2").body["servers"]?.array?.count == 1)
            #expect(try await cloud.send(.get, "/servers", as: "nobody").status == 401)
            // A reader reads and no more.
            #expect(try await cloud.send(.get, "/servers/\(id)", as: "reader:p1").status == 200)
            #expect(try await cloud.act(id, "os-stop", as: "reader:p1").status == 403)
            #expect(try await cloud.send(.post, "/servers", ServerCloud.bootBody(), as: "reader:p1").status == 403)
            #expect(try await cloud.send(.get, "/servers/\(id)").body["server"]?["OS-EXT-SRV-ATTR:host"] == nil)
        }
    }

    @Test func malformedBodiesAreRefused() async throws {
        try await ServerCloud.with { cloud, _ in
            let long = JSON.string(String(repeating: "x", count: 256))
            let bad: [(changes: [String: JSON], message: String?)] = [
                (["name": ""], nil), (["name": long], nil), (["name": " padded"], nil), (["name": 5], nil),
                (["name": "a\u{0}b"], nil),
                (["flavorRef": "none"], "Invalid flavorRef provided."),
                (["imageRef": "nonsense"], "Invalid imageRef provided."),
                (["imageRef": "00000000-0000-0000-0000-000000000000"], "Can not find requested image"),
                (["key_name": "none"], "Invalid key_name provided."), (["networks": [["uuid": "x"]]], nil),
                (
                    ["networks": [["uuid": "00000000-0000-0000-0000-000000000000"]]],
                    "Network 00000000-0000-0000-0000-000000000000 could not be found."
                ),
                (["networks": "some"], nil), (["user_data": "%%%"], nil), (["min_count": 0], nil),
                (
                    ["min_count": 3, "max_count": 2],
                    "min_count must be <= max_count"
                ),
                (["min_count": 99_999_999_999], nil), (["metadata": ["a": 1]], nil),
                (["metadata": ["a": "\u{0}"]], nil), (["metadata": ["a": long]], nil),
                (["surprise": true], nil),
                (["availability_zone": "mars"], "The requested availability zone is not available"),
                (["security_groups": [["name": "none"]]], "Security group none not found for project p1."),
            ]
            for (changes, message) in bad {
                let answer = try await cloud.send(.post, "/servers", ServerCloud.bootBody(changes))
                #expect(answer.status == 400, "\(changes): \(answer.body.text)")
                if let message { #expect(answer.message == message) }
            }
            #expect(try await cloud.send(.post, "/servers", ["server": [:]]).status == 400)
            #expect(try await cloud.send(.post, "/servers", []).status == 400)
            #expect(
                try await cloud.send(.post, "/servers", ServerCloud.bootBody(["networks": "auto"]), version: "2.36")
                    .status == 400)
            let volume: JSON = [["source_type": "volume", "destination_type": "volume", "uuid": "x", "boot_index": 0]]
            #expect(
                try await cloud.send(.post, "/servers", ServerCloud.bootBody(["block_device_mapping_v2": volume]))
                    .status == 501)
            #expect(try await cloud.send(.get, "/servers/a%00b").status == 404)
            #expect(try await cloud.send(.get, "/servers?limit=x").status == 400)
            #expect(try await cloud.send(.get, "/servers?marker=x").status == 400)
            #expect(try await cloud.send(.get, "/servers?name=%5B").status == 400)
            #expect(try await cloud.send(.get, "/servers?name=%00").status == 400)
            #expect(try await cloud.send(.get, "/servers?sort_key=x").status == 400)
            #expect(try await cloud.send(.get, "/servers", version: "2.97").status == 406)
        }
    }

    @Test func networksMustBeClear() async throws {
        try await ServerCloud.with { cloud, _ in
            cloud.services.state.withLock { $0.networks = ["net-1", "net-2"] }
            let refused = try await cloud.send(.post, "/servers", ServerCloud.bootBody())
            #expect(refused.status == 409)
            #expect(refused.message == "Multiple possible networks found, use a Network ID to be more specific.")
            let named = JSON.string(StubServices.uuid("net-2"))
            #expect(
                try await cloud.send(.post, "/servers", ServerCloud.bootBody(["networks": [["uuid": named]]])).status
                    == 202)
            let none = try await cloud.boot(["networks": "none"])
            #expect(try await cloud.settle(none, "ACTIVE")["addresses"]?.object?.isEmpty == true)
            let port = "99999999-0000-0000-0000-000000000001"
            cloud.services.state.withLock {
                $0.ports[port] = [
                    "id": .string(port), "network_id": "n", "device_id": "", "fixed_ips": [["ip_address": "10.0.0.9"]],
                ]
            }
            let body = ServerCloud.bootBody(["networks": [["port": .string(port)]]])
            let first = try #require(try await cloud.send(.post, "/servers", body).body["server"]?["id"]?.string)
            try await cloud.settle(first, "ACTIVE")
            #expect(try await cloud.send(.post, "/servers", body).message == "Port \(port) is still in use.")
            #expect(try await cloud.send(.delete, "/servers/\(first)").status == 204)
            try await cloud.gone(first)
            // The user's port stays, and is free again.
            #expect(cloud.services.state.withLock { $0.ports[port]?["device_id"]?.string } == "")
        }
    }

    @Test(arguments: TestEngine.available)
    func listsArePagedSortedAndFiltered(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine) { cloud, _ in
            for name in ["web-1", "web-2", "db-1"] { _ = try await cloud.booted(["name": .string(name)]) }
            func names(_ query: String, as token: String = "member:p1") async throws -> [String] {
                try await cloud.send(.get, "/servers/detail?\(query)", as: token).body["servers"]?.array?
                    .compactMap { $0["name"]?.string } ?? []
            }
            #expect(try await names("") == ["db-1", "web-2", "web-1"])
            #expect(try await names("sort_key=display_name&sort_dir=asc") == ["db-1", "web-1", "web-2"])
            #expect(try await names("name=web") == ["web-2", "web-1"])
            #expect(try await names("name=%5Eweb-1$") == ["web-1"])
            #expect(try await names("name=-%5B1%5D$") == ["db-1", "web-1"])
            #expect(try await names("status=active").count == 3)
            #expect(try await names("status=SHUTOFF").isEmpty)
            #expect(try await names("status=nonsense").isEmpty)
            #expect(try await names("ip=10.0.0").count == 3)
            #expect(try await names("flavor=1&image=\(StubServices.imageID)").count == 3)
            #expect(try await names("host=host-1", as: "admin:p1").count == 3)
            #expect(try await names("host=other", as: "admin:p1").isEmpty)
            #expect(try await names("changes-since=2099-01-01T00:00:00Z").isEmpty)
            let first = try await cloud.send(.get, "/servers?limit=2").body
            #expect(first["servers"]?.array?.count == 2)
            let next = try #require(first["servers_links"]?.array?.first?["href"]?.string)
            let marker = try #require(next.split(separator: "marker=").last)
            let second = try await cloud.send(.get, "/servers?limit=2&marker=\(marker)").body
            #expect(second["servers"]?.array?.compactMap { $0["name"]?.string } == ["web-1"])
            #expect(second["servers_links"] == nil)
        }
    }

    @Test func bodiesFollowTheMicroversion() async throws {
        try await ServerCloud.with { cloud, _ in
            let id = try await cloud.booted()
            let old = try await cloud.send(.get, "/servers/\(id)", version: "2.1").body["server"]
            #expect(old?["flavor"]?["id"]?.string == "1" && old?["locked"] == nil && old?["tags"] == nil)
            let new = try await cloud.send(.get, "/servers/\(id)", as: "admin:p1").body["server"]
            #expect(new?["flavor"]?["vcpus"]?.integer == 1 && new?["host_status"]?.string == "UP")
            #expect(new?["locked"]?.bool == false && new?["server_groups"]?.array?.isEmpty == true)
            #expect(new?["OS-EXT-SRV-ATTR:instance_name"]?.string == "instance-00000001")
            let changed = try await cloud.send(
                .put, "/servers/\(id)", ["server": ["name": "renamed", "description": .null]])
            #expect(changed.body["server"]?["name"]?.string == "renamed")
        }
    }
}
