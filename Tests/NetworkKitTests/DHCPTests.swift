import HostKit
import NetworkKit
import Testing

@Suite struct DHCPTests {
    @Test func guestsGetTheirOwnLeaseAndNoOther() async throws {
        try await Cloud.with { cloud in
            let a = try await cloud.guest("a", device: "tapa", mac: macA)
            let b = try await cloud.guest("b", device: "tapb", mac: macB)
            let subnet = DHCPSubnet(
                id: "s", prefix: prefix("10.0.0.0/24"), gateway: address("10.0.0.1"), dnsServers: [address("9.9.9.9")])
            let first = DHCPHost(portID: "a", mac: macA, hostname: "host-a", addresses: [address("10.0.0.10")])
            let dhcp = DesiredDHCP(
                mac: "fa:16:3e:00:00:d1", addresses: [prefix("10.0.0.2/24")], subnets: [subnet], hosts: [first],
                metadata: true)
            let desired = DesiredHost(
                networks: [DesiredNetwork(id: "net", mtu: 1450, dhcp: dhcp)],
                ports: [
                    port("a", device: "tapa", mac: macA, "10.0.0.10"),
                    port("b", device: "tapb", mac: macB, "10.0.0.11"),
                ])
            #expect(try await cloud.network.converge(desired).failures == [])
            #expect(try await cloud.network.converge(desired) == ConvergeReport())
            let lease = try await obtain(a, cloud)
            #expect(lease.contains("ip=10.0.0.10"))
            #expect(lease.contains("mtu=1450"))
            #expect(lease.contains("dns=9.9.9.9"))
            #expect(lease.contains("staticroutes=169.254.169.254/32 10.0.0.2 0.0.0.0/0 10.0.0.1"))
            #expect(try await obtain(b, cloud, tries: 1) == "")

            let second = DHCPHost(portID: "b", mac: macB, hostname: "host-b", addresses: [address("10.0.0.11")])
            try await cloud.network.setDHCPHosts([first, second], network: "net")
            #expect(try await obtain(b, cloud).contains("ip=10.0.0.11"))
            try await cloud.network.setDHCPHosts([second], network: "net")
            #expect(try await obtain(a, cloud, tries: 1) == "")

            // The address of a host that is gone is the next one's at once.
            let heir = DHCPHost(portID: "a", mac: macA, hostname: "host-a", addresses: [address("10.0.0.11")])
            try await cloud.network.setDHCPHosts([heir], network: "net")
            #expect(try await obtain(a, cloud).contains("ip=10.0.0.11"))
        }
    }

    /// What udhcpc was told, as its script's environment.
    private func obtain(_ guest: Guest, _ cloud: Cloud, tries: Int = 8) async throws -> String {
        let script = "/tmp/\(cloud.tag)-lease"
        try HostFile.writeAtomically("#!/bin/sh\n[ \"$1\" = bound ] && env\nexit 0\n", to: script, mode: 0o755)
        defer { try? HostFile.remove(script) }
        let arguments = [
            "udhcpc", "-i", "eth0", "-n", "-q", "-f", "-s", script, "-t", "\(tries)", "-T", "1", "-O", "mtu", "-O",
            "staticroutes",
        ]
        return try await Command("busybox", arguments, namespace: guest.namespace).run().output
    }
}
