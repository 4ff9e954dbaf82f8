import HostKit
import NetworkKit
import Testing

/// A "host" is a namespace here, with a cable to a "world" behind it.
@Suite struct OutsideTests {
    @Test func guestsReachTheWorldThroughAnUplink() async throws {
        try await withWorld { cloud, world in
            let folder = "/tmp/\(cloud.tag)-work"
            let server = try await world.serve(8080, "world", folder: folder)
            let a = try await cloud.guest("a", device: "tapa", mac: macA, address: "10.0.0.10/24", gateway: "10.0.0.1")
            let inside = RouterLeg(
                portID: "r-a", networkID: "net", mac: "fa:16:3e:00:01:01", addresses: [prefix("10.0.0.1/24")])
            let outside = RouterLeg(
                portID: "r-e", networkID: "ext", mac: "fa:16:3e:00:01:03", addresses: [prefix("172.24.4.10/24")],
                external: true)
            var desired = DesiredHost(
                networks: [
                    DesiredNetwork(id: "net"), DesiredNetwork(id: "ext", hostAddresses: [prefix("172.24.4.1/24")]),
                ], ports: [port("a", device: "tapa", mac: macA, "10.0.0.10")],
                routers: [DesiredRouter(id: "r", legs: [inside, outside], gateways: [address("172.24.4.1")])],
                uplink: DesiredUplink())
            #expect(try await cloud.network.converge(desired).failures == [])
            try await poll("an answer of the world") { try await a.fetch("198.51.100.1", 8080, seconds: 1) == "world" }
            #expect(try await cloud.network.converge(desired) == ConvergeReport())
            desired.uplink = nil
            try await cloud.network.converge(desired).check()
            #expect(try await a.fetch("198.51.100.1", 8080, seconds: 1) == nil)
            #expect(try await cloud.network.converge(desired) == ConvergeReport())
            try await server.stop(grace: .milliseconds(100))
            try HostFile.removeTree(folder)
        }
    }

    @Test func aNamedInterfaceIsLentAndGivenBack() async throws {
        try await withWorld { cloud, world in
            let a = try await cloud.guest("a", device: "tapa", mac: macA, address: "198.51.100.10/24")
            let desired = DesiredHost(
                networks: [DesiredNetwork(id: "net", kind: .flat(interface: "eth0"))],
                ports: [port("a", device: "tapa", mac: macA, "198.51.100.10")])
            #expect(try await cloud.network.converge(desired).failures == [])
            #expect(try await cloud.network.converge(desired) == ConvergeReport())
            #expect(try await a.reaches("198.51.100.1"))
            let host = try #require(cloud.layout.underlay)
            #expect(try await !cloud.ip(["-br", "link"], in: host).contains("eth0"))
            try await HostInventory.purge(cloud.layout)
            #expect(try await cloud.ip(["-br", "link"], in: host).contains("eth0"))
        }
    }

    private func withWorld(_ body: (Cloud, Guest) async throws -> Void) async throws {
        let tag = "apusw\(String(UInt32.random(in: 0 ... 0xfffff), radix: 36))"
        let host = NetworkNamespace("\(tag)h")
        let world = NetworkNamespace("\(tag)w")
        for namespace in [host, world] { try await namespace.create() }
        do {
            try await Cloud.with(underlay: host) { cloud in
                try await cloud.ip(
                    ["link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", world.name], in: host)
                for (namespace, number) in [(host, 2), (world, 1)] {
                    try await cloud.ip(["addr", "add", "198.51.100.\(number)/24", "dev", "eth0"], in: namespace)
                    try await cloud.ip(["link", "set", "eth0", "up"], in: namespace)
                }
                try await body(cloud, Guest(namespace: world))
            }
        } catch {
            Issue.record(error)
        }
        for namespace in [host, world] { try await namespace.delete() }
    }
}
