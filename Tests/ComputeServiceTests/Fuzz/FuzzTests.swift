import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// Every operation of the published API under requests that nobody should send: no 500 and no crash.
@Suite struct FuzzTests {
    private static let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1Pb4nEYyKqP0vYkQpWm5sJj0pQ3s5nq1nFv9aW3m0k user@host"

    /// What Nova lets every user do: those rules are `@`, or ask whose key it is.
    private static let open: Set = [
        "/v2.1/extensions", "/v2.1/extensions/{id}", "/v2.1/os-availability-zone", "/v2.1/limits", "/v2.1/flavors",
        "/v2.1/flavors/detail", "/v2.1/flavors/{id}", "/v2.1/os-keypairs", "/v2.1/os-keypairs/{id}",
        "/v2.1/os-quota-sets/{id}/defaults",
    ]

    @Test(arguments: TestEngine.available) func nothingBreaks(_ engine: TestEngine) async throws {
        let plan = FuzzPlan(engine)
        try await ServerCloud.with(engine) { cloud, _ in
            let limits: JSON = ["quota_set": ["instances": -1, "cores": -1, "ram": -1, "key_pairs": -1]]
            _ = try await cloud.send(.put, "/os-quota-sets/p1", limits, as: "admin:p1")
            var servers: [String] = []
            for _ in 0..<5 { servers.append(try await cloud.booted()) }
            let target = try target(cloud, servers)
            let problems = try await FuzzRun.problems(of: target, requests: plan.requests, seed: plan.seed)
            for problem in problems { Issue.record("\(problem)") }
        }
    }

    private func target(_ cloud: ServerCloud, _ servers: [String]) throws -> FuzzTarget {
        var target = FuzzTarget(
            cloud.pipeline.api, try FuzzOperation.all(of: "compute").map { $0.requiring(["imageRef", "networks"]) },
            administrator: "admin:p1",
            others: ["member:p1", "reader:p1", "member:p2"], outsider: "guest:p1")
        target.isOpen = {
            Self.open.contains($0.path)
        }
        target.headers = [.microversion: ["compute 2.96"] + (0...98).map { "compute 2.\($0)" }]
        target.parameters += [
            "sort_dir", "changes-since", "changes-before", "tags", "not-tags-any", "ip", "ip6", "name", "status",
            "detailed", "start", "end", "offset", "all_tenants", "deleted", "host",
        ]
        target.fitting = [
            "server_id": servers, "flavorRef": ["1", "gpu"], "flavor_id": ["1", "gpu"],
            "imageRef": [StubServices.imageID], "networks": ["auto", "none"], "fixed_ip": ["10.0.0.9", "x"],
            "uuid": [StubServices.uuid("net-1")], "availability_zone": ["nova", "nova:host-1", "x:y:z"],
            "user_data": ["aGVsbG8=", "!!"], "host": ["host-1"], "volumeId": ["x"], "hypervisor_hostname": ["host-1"],
            "public_key": [Self.key, "ssh-rsa x", ""], "type": ["ssh", "x509", "SOFT", "HARD"], "name": ["n1", "n2"],
            "tenant": ["p1", "p2"], "tenant_id": ["p1", "p2"], "quota-set_id": ["p1", "p2"], "quota_set_id": ["p1"],
            "quota_class_set_id": ["default"], "limit": ["1", "0", "-1"], "sort_key": ["uuid", "created_at", "x"],
            "sort_dir": ["asc", "desc"], "changes-since": ["2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
            "changes-before": ["2030-01-01T00:00:00Z", "0001-01-01"], "start": ["2026-01-01T00:00:00", "x"],
            "end": ["2026-01-02T00:00:00.1", "9999-12-31T23:59:59"], "status": ["ACTIVE", "completed", "enabled"],
            "metadata.key": ["a", "b"], "metadata_id": ["a", "b"], "meta.key": ["a"], "extra_specs.key": ["hw:x", "a"],
            "os_extra_spec_id": ["a", "hw:x"], "extra_spec_id": ["a", "hw:x"], ".key": ["a"], "tag_id": ["a", "b"],
            "ip_id": ["net-1", "private"], "binary": ["nova-compute"], "policies": ["affinity", "anti-affinity"],
            "policy": ["affinity", "anti-affinity", "soft-affinity"], "hostname": ["h1", "a.b", "-"],
            "server_uuid": servers, "adminPass": ["secret"], "accessIPv4": ["10.0.0.1"], "accessIPv6": ["::1"],
        ]
        target.aliases = [
            "server_id": ["server_uuid", "marker", "group"], "flavor_id": ["flavorRef", "marker"],
            "server_group_id": ["group"],
        ]
        return target
    }
}
