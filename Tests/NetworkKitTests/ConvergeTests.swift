import HostKit
import NetworkKit
import Testing

@Suite struct ConvergeTests {
    @Test func repairsWhatWasDamagedAndRemovesWhatIsNotWanted() async throws {
        try await Cloud.with { cloud in
            var desired = DesiredHost(
                networks: [
                    DesiredNetwork(
                        id: "net",
                        dhcp: DesiredDHCP(
                            mac: "fa:16:3e:00:00:d1", addresses: [prefix("10.0.0.2/24")],
                            subnets: [DHCPSubnet(id: "s", prefix: prefix("10.0.0.0/24"))]))
                ],
                ports: [port("a", device: "tapa", mac: macA, "10.0.0.10")])
            try await cloud.network.converge(desired).check()
            #expect(try await cloud.network.converge(desired) == ConvergeReport())
            let room = cloud.layout.cloud
            try await cloud.ip(["link", "del", cloud.layout.bridge("net")], in: room)
            try await cloud.ip(["link", "add", "strange", "type", "bridge"], in: room)
            for chain in ["to_tapa", "forward"] {
                try await Command("nft", ["flush", "chain", "bridge", "apus_filter", chain], namespace: room).check()
            }
            try await cloud.layout.dhcp("net").delete()
            let report = try await cloud.network.converge(desired)
            #expect(report.failures == [])
            #expect(report.changes.count > 4)
            #expect(try await cloud.network.converge(desired) == ConvergeReport())
            let inventory = try await HostInventory.list(cloud.layout)
            #expect(inventory.links[room.name]?.contains("strange") == false)
            #expect(inventory.programs == ["dnsmasq-net"])

            // A new process that knows nothing finds all as it should be.
            let restarted = HostNetwork(layout: cloud.layout)
            #expect(try await restarted.converge(desired) == ConvergeReport())

            desired.ports = []
            desired.networks[0].dhcp = nil
            try await restarted.converge(desired).check()
            let rest = try await HostInventory.list(cloud.layout)
            #expect(rest.namespaces == [room.name])
            #expect(rest.programs == [])
            #expect(rest.links[room.name] == [cloud.layout.bridge("net")])
        }
    }

    @Test func plugsBesideOthers() async throws {
        try await Cloud.with { cloud in
            let others = (0..<60).map {
                port("p\($0)", device: "tap\($0)", mac: "fa:16:3e:00:02:\($0 + 16)", "10.0.0.\($0 + 100)")
            }
            try await cloud.network.converge(
                DesiredHost(networks: [DesiredNetwork(id: "net")], ports: others)
            ).check()
            for index in 0..<5 {
                try await cloud.network.plug([port("x\(index)", device: "tapx\(index)", mac: macA, "10.0.0.9")])
            }
            #expect(try await cloud.network.converge(cloud.network.desired) == ConvergeReport())
            for index in 0..<5 { try await cloud.network.unplug(["x\(index)"]) }
            let links = try await HostInventory.list(cloud.layout).links[cloud.tag] ?? []
            #expect(!links.contains { $0.hasPrefix("tapx") })
            #expect(try await cloud.network.converge(cloud.network.desired) == ConvergeReport())
        }
    }

    @Test func refusesWhatNoKernelWouldTake() async throws {
        let cloud = Cloud()
        for device in ["", "tap;reboot", "sixteen-letters-", "a b"] {
            let desired = DesiredHost(
                networks: [DesiredNetwork(id: "net")], ports: [port("a", device: device, mac: macA, "10.0.0.10")])
            await #expect(throws: NetworkError.self) { try await cloud.network.converge(desired) }
        }
        let unknown = DesiredHost(ports: [port("a", device: "tapa", mac: macA, "10.0.0.10")])
        await #expect(throws: NetworkError.self) { try await cloud.network.converge(unknown) }
        #expect(try await HostInventory.list(cloud.layout).isEmpty)
    }
}
