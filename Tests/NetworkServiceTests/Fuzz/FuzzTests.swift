import CloudHTTP
import CloudJSON
import CloudSQL
import CloudService
import HTTPTypes
import TestKit
import Testing

@testable import NetworkService

/// Every operation of the published API under requests that nobody should send: no 500, no crash, and what is refused
/// has changed nothing.
@Suite struct FuzzTests {
    @Test(arguments: TestEngine.available) func nothingBreaks(_ engine: TestEngine) async throws {
        let plan = FuzzPlan(engine)
        try await NetworkCloud.run(engine) { cloud in
            try await cloud.heartbeat("host-1", underlay: "10.9.9.1")
            for project in ["p0", "p1"] { try await roomFor(project, cloud) }
            var target = try target(cloud)
            for number in 0..<4 {
                let (network, subnet) = try await cloud.network("10.7.\(number).0/28")
                target.fitting["network_id", default: []].append(network)
                target.fitting["subnet_id", default: []].append(subnet)
                if number == 0 {
                    let (external, router) = try await cloud.gateway(to: subnet)
                    target.fitting["floating_network_id"] = [external]
                    target.fitting["router_id"] = [router]
                }
            }
            let problems = try await FuzzRun.problems(of: target, requests: plan.requests, seed: plan.seed)
            for problem in problems { Issue.record("\(problem)") }
        }
    }

    private func roomFor(_ project: String, _ cloud: NetworkCloud) async throws {
        let names = [
            "network", "subnet", "port", "router", "floatingip", "security_group", "security_group_rule",
        ]
        let limits = JSON.object(Dictionary(uniqueKeysWithValues: names.map { ($0, -1) }))
        _ = try await cloud.call(.put, "/quotas/\(project)", ["quota": limits], as: "admin")
    }

    private func target(_ cloud: NetworkCloud) throws -> FuzzTarget {
        var target = FuzzTarget(
            cloud.pipeline.api, try FuzzOperation.all(of: "network").map { $0.requiring(["cidr"]) },
            administrator: "admin",
            others: ["member:p1", "reader:p1", "service"], outsider: "guest:p1")
        // A list holds what the caller may see: nothing, here.
        target.isOpen = { $0.method == "GET" }
        target.headers = [.ifMatch: [nil, "revision_number=0", "revision_number=99999999999999999999", "x"]]
        target.changes = try FuzzPlan.changes(at: cloud.parts.databases[0].location)
        // Who asks for groups gets a default one first.
        target.leavesTraces = { $0.path.hasPrefix("/v2.0/security-group") }
        target.parameters += [
            "sort_dir", "fixed_ips", "page_reverse", "tags", "not-tags-any", "ip_version", "device_owner",
        ]
        let addresses = ["10.7.0.3", "10.7.0.5", "10.7.0.255", "fd00::5", "0.0.0.0", "::", "255.255.255.255"]
        let blocks = ["10.7.0.0/28", "10.8.0.0/24", "fd00::/64", "0.0.0.0/0", "::/0", "10.0.0.1/32", "10.0.0.0/31"]
        target.fitting = [
            "cidr": blocks, "remote_ip_prefix": blocks, "destination": blocks, "gateway_ip": addresses,
            "ip_address": addresses, "start": addresses, "end": addresses, "nexthop": addresses,
            "dns_nameservers": addresses, "fixed_ip_address": addresses, "floating_ip_address": addresses,
            "mac_address": ["fa:16:3e:00:00:01", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "FA-16-3E-00-00-02"],
            "protocol": ["tcp", "udp", "icmp", "6", "255", "ipv6-icmp", "any"], "ethertype": ["IPv4", "IPv6", "ipv4"],
            "direction": ["ingress", "egress"], "tenant_id": ["p0", "p1"], "project_id": ["p0", "p1"],
            "quota_id": ["p0", "p1"], "binding:host_id": ["host-1", "host-2"], "device_owner": ["compute:nova", ""],
            "fixed_ips": ["ip_address=10.7.0.3", "subnet_id=x", "ip_address_substr=10", "x"], "device_id": ["d1"],
            "provider:network_type": ["vxlan", "flat", "vlan"], "tags": ["a", "b", "a,b"], "tag_id": ["a", "b"],
            "sort_key": ["name", "id", "created_at"], "sort_dir": ["asc", "desc", "asc"], "fields": ["id", "name"],
            "limit": ["1", "0", "-1", "99999999999999999999"], "availability_zone_hints": ["nova"],
        ]
        target.aliases = [
            "network_id": ["floating_network_id", "marker"],
            "security_group_id": ["security_groups", "remote_group_id"],
            "port_id": ["marker", "device_id"], "subnet_id": ["marker"],
        ]
        return target
    }
}
