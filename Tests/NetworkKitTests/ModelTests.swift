import FoundationEssentials
import NetworkKit
import Testing

@Suite struct ModelTests {
    @Test func prefixesContainAndNormalise() {
        #expect(prefix("10.0.3.7/22").network == prefix("10.0.0.0/22"))
        #expect(prefix("10.0.0.0/8").contains(prefix("10.1.0.0/16")))
        #expect(!prefix("10.1.0.0/16").contains(prefix("10.0.0.0/8")))
        #expect(prefix("fd00::/60").contains(address("fd00:0:0:f::1")))
        #expect(!prefix("fd00::/64").contains(address("10.0.0.1")))
        #expect(IPPrefix("10.0.0.0/33") == nil)
        #expect(IPPrefix("10.0.0/8") == nil)
        #expect(IPAddress("fd00:0:0::1")?.text == "fd00::1")
    }

    @Test func protocolsHaveNamesAndNumbers() {
        #expect(IPProtocol("TCP") == .tcp)
        #expect(IPProtocol("ipv6-icmp") == .icmpv6)
        #expect(IPProtocol("200")?.number == 200)
        #expect(IPProtocol("256") == nil)
        #expect(IPProtocol("nonsense") == nil)
    }

    @Test func theDesiredHostTravelsAsJSON() throws {
        let rule = SecurityRule(.ingress, .ipv6, transport: .tcp, portMin: 1, portMax: 2, remote: .group("g"))
        let host = DesiredHost(
            networks: [DesiredNetwork(id: "n", kind: .vxlan(VXLANTunnel(identifier: 5, local: address("10.0.0.1"))))],
            ports: [port("p", network: "n", device: "tap1", mac: macA, "10.0.0.2", [rule])], uplink: DesiredUplink())
        #expect(try JSONDecoder().decode(DesiredHost.self, from: JSONEncoder().encode(host)) == host)
        let bad = Data("{\"address\":\"1.2.3\",\"fixed\":\"10.0.0.1\"}".utf8)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(FloatingIP.self, from: bad) }
    }
}
