import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// The quota driver `unified`: limits are identity's.
@Suite struct UnifiedLimitTests {
    private static let settings = ["compute.quota.driver": "unified"]
    private static let everything = [
        "servers": 10, "class:VCPU": 20, "class:MEMORY_MB": 1000, "class:DISK_GB": 100, "server_key_pairs": 1,
        "server_groups": 1, "server_group_members": 1, "server_metadata_items": 2, "server_injected_files": 5,
        "server_injected_file_content_bytes": 10, "server_injected_file_path_bytes": 20,
    ]

    private func with(
        _ engine: TestEngine = .sqlite, _ registered: [String: Int] = everything, settings: [String: String] = [:],
        hosts: [String] = [], _ body: (ServerCloud, StubLimits) async throws -> Void
    ) async throws {
        let limits = StubLimits()
        limits.set { $0.registered = registered }
        let all = Self.settings.merging(settings) { $1 }
        try await ServerCloud.with(engine, hosts: hosts, settings: all, limits: limits) { cloud, _ in
            try await body(cloud, limits)
        }
    }

    @Test(arguments: TestEngine.available) func serversAreCounted(_ engine: TestEngine) async throws {
        try await with(engine) { cloud, limits in
            _ = try await cloud.boot()
            limits.set { $0.limits = ["p1": ["class:VCPU": 2, "class:DISK_GB": 2, "servers": -1]] }
            let over = try await cloud.send(.post, "/servers", ServerCloud.bootBody(["min_count": 2, "max_count": 3]))
            #expect(over.status == 403)
            #expect(
                over.message
                    == "Project p1 is over a limit for [Resource class:DISK_GB is over limit of 2 due to current "
                    + "usage 1 and delta 2, Resource class:VCPU is over limit of 2 due to current usage 1 and delta 2]")
            // As many as fit.
            let some = try await cloud.send(
                .post, "/servers",
                ServerCloud.bootBody(["min_count": 1, "max_count": 3, "return_reservation_id": true]))
            #expect(some.status == 202, "\(some.message)")
            #expect(try await cloud.send(.get, "/servers").body["servers"]?.array?.count == 2)
            // Another project has the defaults.
            #expect(try await cloud.send(.post, "/servers", ServerCloud.bootBody(), as: "member:p2").status == 202)
        }
    }

    /// With two levels the domain's limit holds for all of its projects together.
    @Test(arguments: TestEngine.available) func treeIsCounted(_ engine: TestEngine) async throws {
        try await with(engine) { cloud, limits in
            limits.set { $0.model = "strict_two_level" }
            limits.set { $0.limits = ["default": ["servers": 2]] }
            _ = try await cloud.boot()
            _ = try await cloud.boot(as: "member:p2")
            let over = try await cloud.send(.post, "/servers", ServerCloud.bootBody())
            #expect(over.status == 403)
            #expect(
                over.message
                    == "Project default is over a limit for [Resource servers is over limit of 2 due to current "
                    + "usage 2 and delta 1]")
        }
    }

    @Test func nothingIsAllowedWithoutIdentity() async throws {
        try await with { cloud, limits in
            limits.set { $0.isOut = true }
            for (path, body) in [
                ("/servers", ServerCloud.bootBody()), ("/os-keypairs", ["keypair": ["name": "k", "type": "ssh"]]),
                ("/os-server-groups", ["server_group": ["name": "g", "policy": "affinity"]]),
            ] as [(String, JSON)] {
                let answer = try await cloud.send(.post, path, body, version: "2.91")
                #expect(answer.status == 503, "\(path)")
                #expect(answer.message.hasPrefix("Failed to connect to keystone while enforcing compute quota limits"))
            }
            limits.set { $0.isOut = false }
            #expect(try await cloud.send(.get, "/servers").body["servers"]?.array?.isEmpty == true)
        }
    }

    /// What is registered by nobody: refused when it must be, else unlimited.
    @Test func unregistered() async throws {
        try await with(.sqlite, [:]) { cloud, limits in
            let refused = try await cloud.send(.post, "/servers", ServerCloud.bootBody())
            #expect(
                refused.message == "Project p1 is over a limit for [Resource servers is over limit of 0 due to current "
                    + "usage 0 and delta 1]")
            limits.set { $0.registered = ["servers": 1] }
            let metadata = try await cloud.send(.post, "/servers", ServerCloud.bootBody(["metadata": ["a": "b"]]))
            #expect(metadata.status == 403)
        }
        let strict = [
            "compute.quota.unified_limits_resource_strategy": "ignore",
            "compute.quota.unified_limits_resource_list": "class:DISK_GB",
        ]
        try await with(.sqlite, ["servers": 5, "class:VCPU": 5, "server_metadata_items": 5], settings: strict) {
            cloud, _ in
            let refused = try await cloud.send(.post, "/servers", ServerCloud.bootBody())
            #expect(refused.message.contains("[Resource class:MEMORY_MB is over limit of 0 due to current"))
        }
    }

    @Test func smallThings() async throws {
        try await with(hosts: ["host-1"]) { cloud, limits in
            func key(_ name: String) async throws -> ServerCloud.Answer {
                let body: JSON = ["keypair": ["name": .string(name), "type": "ssh"]]
                return try await cloud.send(.post, "/os-keypairs", body, version: "2.91")
            }
            func group(_ name: String) async throws -> ServerCloud.Answer {
                let body: JSON = ["server_group": ["name": .string(name), "policy": "anti-affinity"]]
                return try await cloud.send(.post, "/os-server-groups", body)
            }
            _ = try await key("one")
            let second = try await key("two")
            #expect(second.status == 403)
            #expect(
                second.message
                    == "Project None is over a limit for [Resource server_key_pairs is over limit of 1 due to "
                    + "current usage 1 and delta 1]")
            let made = try await group("one")
            #expect(try await group("two").status == 403)
            let id = try #require(made.body["server_group"]?["id"]?.string)
            func hinted(_ more: [String: JSON] = [:]) -> JSON {
                var body = ServerCloud.bootBody(more).object ?? [:]
                body["os:scheduler_hints"] = ["group": .string(id)]
                return .object(body)
            }
            #expect(try await cloud.send(.post, "/servers", hinted()).status == 202)
            let member = try await cloud.send(.post, "/servers", hinted())
            #expect(member.status == 403 && member.message.contains("server_group_members is over limit of 1"))
            let metadata: JSON = ["a": "1", "b": "2", "c": "3"]
            let many = try await cloud.send(.post, "/servers", ServerCloud.bootBody(["metadata": metadata]))
            #expect(many.status == 403 && many.message.contains("usage 0 and delta 3"))
            let server = try await cloud.booted(["metadata": ["a": "1", "b": "2"]])
            let third = try await cloud.send(.post, "/servers/\(server)/metadata", ["metadata": ["c": "3"]])
            #expect(third.status == 403 && third.message.contains("server_metadata_items is over limit of 2"))
            // A project's own limit of these means nothing: the registered one is everybody's.
            limits.set { $0.limits = ["p1": ["server_key_pairs": 100]] }
            #expect(try await key("two").status == 403)
        }
    }

    @Test func shown() async throws {
        try await with { cloud, limits in
            limits.set { $0.limits = ["p1": ["servers": 7]] }
            _ = try await cloud.boot()
            let set = try await cloud.send(.get, "/os-quota-sets/p1", version: "2.1").body["quota_set"]
            for (name, amount) in [
                "instances": 7, "cores": 20, "ram": 1000, "key_pairs": 1, "metadata_items": 2, "server_groups": 1,
                "server_group_members": 1, "injected_files": 5, "injected_file_content_bytes": 10,
                "injected_file_path_bytes": 20, "floating_ips": -1, "security_groups": -1,
            ] as [String: JSON] {
                #expect(set?[name] == amount, "\(name)")
            }
            #expect(try await cloud.send(.get, "/os-quota-sets/p1/defaults").body["quota_set"]?["instances"] == 10)
            let detail = try await cloud.send(.get, "/os-quota-sets/p1/detail").body["quota_set"]
            #expect(detail?["instances"] == ["in_use": 1, "limit": 7, "reserved": 0])
            let absolute = try await cloud.send(.get, "/limits").body["limits"]?["absolute"]
            #expect(absolute?["maxTotalInstances"] == 7 && absolute?["totalInstancesUsed"] == 1)
            // As with Nova: taken, and without effect.
            let update = try await cloud.send(
                .put, "/os-quota-sets/p1", ["quota_set": ["instances": 50]] as JSON, as: "admin:p1")
            #expect(update.status == 200 && update.body["quota_set"]?["instances"] == 7)
            let all = try await cloud.send(.get, "/os-quota-class-sets/default", as: "admin:p1")
            #expect(all.body["quota_class_set"]?["instances"] == 10)
        }
    }

    @Test func wrongSettings() async throws {
        for settings in [
            ["compute.quota.driver": "dbquota"], ["compute.quota.unified_limits_resource_strategy": "x"], Self.settings,
        ] {
            await #expect(throws: (any Error).self, "\(settings)") {
                try await ServerCloud.with(hosts: [], settings: settings) { _, _ in }
            }
        }
    }
}
