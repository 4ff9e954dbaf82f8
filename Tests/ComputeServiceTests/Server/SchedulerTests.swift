import CloudCore
import ServiceClients
import Testing

@testable import ComputeService

/// Filters and weighers, pure.
@Suite struct SchedulerTests {
    static func host(
        _ name: String, free: Int = 100, isUp: Bool = true, isEnabled: Bool = true, zone: String = "nova",
        group: Int = 0,
        failures: Int = 0, hinted: Set<String> = [], busy: Int = 0
    ) -> HostState {
        let node = ComputeNode(
            id: "id-\(name)", host: name, hypervisorHostname: name, hypervisorType: "QEMU",
            hypervisorVersion: 7_002_022,
            hostIP: "", architecture: "x86_64", virtualization: "kvm", processorVendor: "AMD", processorModel: "EPYC",
            processorFeatures: ["aes", "avx"], sockets: 1, cores: 2, threads: 1, vcpus: 2, memory: 1000, memoryUsed: 0,
            disk: 10,
            freeDisk: 10, traits: [], failedBuilds: failures, placedAs: nil, createdAt: Timestamp(seconds: 0),
            updatedAt: Timestamp(seconds: 0))
        let amounts = ["VCPU", "MEMORY_MB", "DISK_GB"].map {
            ($0, PlacementCandidate.Amount(capacity: 100, used: 100 - free))
        }
        return HostState(
            node: node, isUp: isUp, isEnabled: isEnabled, zone: zone,
            candidate: PlacementCandidate(
                providerID: node.id, allocations: [node.id: ["VCPU": 1]],
                inventory: Dictionary(uniqueKeysWithValues: amounts)),
            servers: 0, busyServers: busy, groupServers: group, hintedServers: hinted)
    }

    private func passing(_ hosts: [HostState], _ spec: RequestSpec, extraSpecs: [String: String] = [:]) -> [String] {
        var flavor = ServerStateTests.server(.active).flavor
        flavor.extraSpecs = extraSpecs
        return HostFilter.apply(to: hosts, spec, flavor).hosts.map(\.host)
    }

    @Test func hostsThatAreDownOrDisabledAreLeftOut() {
        let hosts = [Self.host("a", isUp: false), Self.host("b", isEnabled: false), Self.host("c")]
        #expect(passing(hosts, RequestSpec()) == ["c"])
        #expect(passing(hosts, RequestSpec(forcedHost: "b")) == ["b"])
        #expect(passing(hosts, RequestSpec(requestedHost: "b")) == [])
        #expect(passing(hosts, RequestSpec(forcedHost: "a")) == [])
    }

    @Test func zonesHintsAndGroups() {
        let hosts = [Self.host("a", zone: "east", group: 1, hinted: ["x"]), Self.host("b")]
        #expect(passing(hosts, RequestSpec(availabilityZone: "east")) == ["a"])
        #expect(passing(hosts, RequestSpec(hints: ["same_host": ["x"]])) == ["a"])
        #expect(passing(hosts, RequestSpec(hints: ["different_host": ["x"]])) == ["b"])
        #expect(passing(hosts, RequestSpec(groupPolicy: "anti-affinity")) == ["b"])
        #expect(passing(hosts, RequestSpec(groupPolicy: "anti-affinity", groupMaximum: 2)) == ["a", "b"])
        #expect(passing(hosts, RequestSpec(groupPolicy: "affinity")) == ["a"])
    }

    @Test func capabilitiesAndImageProperties() {
        let hosts = [Self.host("a")]
        #expect(passing(hosts, RequestSpec(), extraSpecs: ["capabilities:hypervisor_version": ">= 7000000"]) == ["a"])
        #expect(passing(hosts, RequestSpec(), extraSpecs: ["capabilities:hypervisor_version": "< 7000000"]) == [])
        #expect(passing(hosts, RequestSpec(), extraSpecs: ["capabilities:cpu_info:features": "<in> avx"]) == ["a"])
        #expect(passing(hosts, RequestSpec(), extraSpecs: ["capabilities:unheard_of": "1"]) == [])
        #expect(passing(hosts, RequestSpec(imageProperties: ["hw_architecture": "aarch64"])) == [])
        #expect(
            passing(hosts, RequestSpec(imageProperties: ["hw_architecture": "amd64", "img_hv_type": "kvm"])) == ["a"])
    }

    @Test func theEmptiestComesFirstAndTheFailingLast() {
        func order(_ hosts: [HostState], _ spec: RequestSpec = RequestSpec()) -> [String] {
            HostWeigher.order(hosts, spec, salt: "s").map(\.host)
        }
        #expect(
            order([Self.host("a", free: 10), Self.host("b", free: 90), Self.host("c", free: 50)]) == ["b", "c", "a"])
        #expect(order([Self.host("a", free: 90, failures: 1), Self.host("b", free: 10)]) == ["b", "a"])
        #expect(order([Self.host("a", busy: 3), Self.host("b", busy: 1)]) == ["b", "a"])
        #expect(
            order([Self.host("a", group: 2), Self.host("b")], RequestSpec(groupPolicy: "soft-affinity")) == ["a", "b"])
        // Equals are spread by the server's id.
        let equals = (0..<8).map { Self.host("h\($0)") }
        let firsts = Set((0..<50).compactMap { HostWeigher.order(equals, RequestSpec(), salt: "s\($0)").first?.host })
        #expect(firsts.count > 3)
    }
}
