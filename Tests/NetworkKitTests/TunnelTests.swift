import HostKit
import NetworkKit
import Testing

@Suite struct TunnelTests {
    @Test func twoHostsShareANetwork() async throws {
        let tag = "apusu\(String(UInt32.random(in: 0 ... 0xfffff), radix: 36))"
        let underlays = [NetworkNamespace("\(tag)1"), NetworkNamespace("\(tag)2")]
        for underlay in underlays { try await underlay.create() }
        let clouds = underlays.map { Cloud(underlay: $0) }
        do {
            try await connect(clouds, underlays)
        } catch {
            Issue.record(error)
        }
        for cloud in clouds { try await cloud.end() }
        for underlay in underlays { try await underlay.delete() }
    }

    private func connect(_ clouds: [Cloud], _ underlays: [NetworkNamespace]) async throws {
        try await clouds[0].ip(
            ["link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", underlays[1].name],
            in: underlays[0])
        var guests = [Guest]()
        for index in 0...1 {
            let cloud = clouds[index]
            try await cloud.ip(["addr", "add", "192.168.9.\(index + 1)/24", "dev", "eth0"], in: underlays[index])
            try await cloud.ip(["link", "set", "eth0", "up"], in: underlays[index])
            let tunnel = VXLANTunnel(
                identifier: 77, local: address("192.168.9.\(index + 1)"), remotes: [address("192.168.9.\(2 - index)")],
                locations: [index == 0 ? macB : macA: address("192.168.9.\(2 - index)")])
            let mac = index == 0 ? macA : macB
            guests.append(
                try await cloud.guest("g", device: "tapg", mac: mac, address: "10.0.0.1\(index)/24"))
            let rule = SecurityRule(.ingress, .ipv4, transport: .icmp)
            let desired = DesiredHost(
                networks: [DesiredNetwork(id: "net", mtu: 1450, kind: .vxlan(tunnel))],
                ports: [port("g", device: "tapg", mac: mac, "10.0.0.1\(index)", [rule])])
            #expect(try await cloud.network.converge(desired).failures == [])
            #expect(try await cloud.network.converge(desired) == ConvergeReport())
        }
        #expect(try await guests[0].reaches("10.0.0.11"))
        #expect(try await guests[1].reaches("10.0.0.10"))
    }
}
