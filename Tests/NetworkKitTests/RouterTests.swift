import HostKit
import NetworkKit
import Testing

@Suite struct RouterTests {
    @Test func routesTranslatesAndServesMetadata() async throws {
        try await Cloud.with { cloud in
            let a = try await cloud.guest("a", device: "tapa", mac: macA, address: "10.0.0.10/24", gateway: "10.0.0.1")
            let b = try await cloud.guest("b", device: "tapb", mac: macB, address: "10.0.1.11/24", gateway: "10.0.1.1")
            let stranger = try await cloud.guest(
                "c", device: "tapc", mac: macC, address: "10.0.2.12/24", gateway: "10.0.2.1")
            let open = SecurityRule(.ingress, .ipv4)
            var router = DesiredRouter(
                id: "r",
                legs: [
                    RouterLeg(
                        portID: "r-a", networkID: "net", mac: "fa:16:3e:00:01:01", addresses: [prefix("10.0.0.1/24")]),
                    RouterLeg(
                        portID: "r-b", networkID: "two", mac: "fa:16:3e:00:01:02", addresses: [prefix("10.0.1.1/24")]),
                    RouterLeg(
                        portID: "r-e", networkID: "ext", mac: "fa:16:3e:00:01:03",
                        addresses: [prefix("172.24.4.10/24")],
                        external: true),
                ], gateways: [address("172.24.4.1")], metadataPort: 9697)
            let desired = DesiredHost(
                networks: [
                    DesiredNetwork(id: "net"), DesiredNetwork(id: "two"), DesiredNetwork(id: "three"),
                    DesiredNetwork(id: "ext", hostAddresses: [prefix("172.24.4.1/24")]),
                ],
                ports: [
                    port("a", device: "tapa", mac: macA, "10.0.0.10", [open]),
                    port("b", network: "two", device: "tapb", mac: macB, "10.0.1.11", [open]),
                    port("c", network: "three", device: "tapc", mac: macC, "10.0.2.12", [open]),
                ], routers: [router])
            #expect(try await cloud.network.converge(desired).failures == [])
            #expect(try await cloud.network.converge(desired) == ConvergeReport())
            #expect(try await a.reaches("10.0.1.11"))
            #expect(try await b.reaches("10.0.0.10"))
            #expect(try await a.reaches("172.24.4.1"))
            #expect(try await !a.reaches("10.0.2.12", tries: 1))
            #expect(try await !stranger.reaches("10.0.0.10", tries: 1))

            router.floatingIPs = [
                FloatingIP(address: address("172.24.4.20"), fixed: address("10.0.0.10")),
                FloatingIP(address: address("172.24.4.21"), fixed: address("10.0.1.11")),
            ]
            try await cloud.network.setFloatingIPs(router.floatingIPs, router: "r")
            let outside = Guest(namespace: cloud.layout.cloud)
            #expect(try await outside.reaches("172.24.4.20"))
            #expect(try await b.reaches("172.24.4.20"))
            #expect(try await b.reaches("172.24.4.21"))
            try await cloud.network.setFloatingIPs([], router: "r")
            #expect(try await !outside.reaches("172.24.4.20", tries: 1))

            let listener = try await ListeningSocket.open(in: cloud.layout.router("r"), port: 9697)
            let wanted = Command(
                "busybox", ["nc", "-w", "5", "169.254.169.254", "80"], input: Array("hi".utf8), namespace: a.namespace)
            async let client = wanted.run()
            try await poll("a connection") { Accepting.answer(listener, with: "metadata\n") }
            #expect(try await client.output == "metadata\n")
            Accepting.close(listener)
        }
    }

    @Test func advertisesIPv6() async throws {
        try await Cloud.with { cloud in
            let a = try await cloud.guest("a", device: "tapa", mac: macA)
            var filtered = port("a", device: "tapa", mac: macA, "fd00:1::f816:3eff:fe00:a")
            filtered.filter?.rules.append(SecurityRule(.ingress, .ipv6, transport: .icmpv6))
            let leg = RouterLeg(
                portID: "r-a", networkID: "net", mac: "fa:16:3e:00:01:01", addresses: [prefix("fd00:1::1/64")],
                advertisements: [.init(prefix: prefix("fd00:1::/64"), mode: .slaac)])
            let desired = DesiredHost(
                networks: [DesiredNetwork(id: "net")], ports: [filtered], routers: [DesiredRouter(id: "r", legs: [leg])]
            )
            #expect(try await cloud.network.converge(desired).failures == [])
            try await poll("an address", seconds: 15) {
                try await cloud.ip(["-6", "addr"], in: a.namespace).contains("fd00:1::f816:3eff:fe00:a/64")
            }
            try await poll("an answer", seconds: 15) { try await a.reaches("fd00:1::1", tries: 1) }
        }
    }
}
