import CloudCore
import Testing

@testable import NetworkService

/// The arithmetic of addresses, ranges and MACs.
@Suite struct AddressTests {
    @Test(arguments: ["10.0.0.1", "255.255.255.255", "::1", "fd00::1:0:0:1", "0.0.0.0"])
    func addressesRoundTrip(text: String) {
        #expect(IPAddress(text)?.text == text)
    }

    @Test(arguments: ["", "10.0.0", "10.0.0.256", "1.2.3.4.5", "fe80:::1", "10.0.0.1/24", "a", "10.0.0.1\u{0}"])
    func otherTextsAreNoAddresses(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func aRangeKnowsItsEnds() throws {
        let range = try #require(IPNetwork("192.168.1.77/26"))
        #expect(range.first.text == "192.168.1.64" && range.last.text == "192.168.1.127")
        #expect(range.canonical.text == "192.168.1.64/26")
        #expect(range.usable.lowerBound.text == "192.168.1.65" && range.usable.upperBound.text == "192.168.1.126")
        let whole = try #require(IPNetwork("::/0"))
        #expect(whole.last.text == "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
        #expect(IPNetwork("10.0.0.0/33") == nil && IPNetwork("10.0.0.0/-1") == nil && IPNetwork("10.0.0.0/") == nil)
    }

    @Test func overlapsAreSeen() throws {
        let a = try #require(IPNetwork("10.0.0.0/16"))
        let b = try #require(IPNetwork("10.0.5.0/24"))
        let c = try #require(IPNetwork("10.1.0.0/16"))
        #expect(a.overlaps(b) && b.overlaps(a) && !a.overlaps(c))
    }

    @Test func poolsLeaveTheGatewayOut() throws {
        let range = try #require(IPNetwork("10.0.0.0/29"))
        #expect(
            AllocationPool.all(of: range, without: IPAddress("10.0.0.3"))
                == [
                    AllocationPool(start: "10.0.0.1", end: "10.0.0.2"),
                    AllocationPool(start: "10.0.0.4", end: "10.0.0.6"),
                ])
        #expect(
            AllocationPool.all(of: range, without: IPAddress("10.0.0.1"))
                == [AllocationPool(start: "10.0.0.2", end: "10.0.0.6")])
    }

    @Test func aMACMakesItsOwnAddress() throws {
        let range = try #require(IPNetwork("fd00:1::/64"))
        let mac = try #require(MACAddress("FA:16:3E:01:02:03"))
        #expect(mac.text == "fa:16:3e:01:02:03")
        #expect(IPAddress(prefix: range, mac: mac)?.text == "fd00:1::f816:3eff:fe01:203")
        #expect(MACAddress(random: "0a1b2cffff").text == "fa:16:3e:0a:1b:2c")
        #expect(MACAddress("fa:16:3e:1:2:3") == nil && MACAddress("fa:16:3e:01:02") == nil)
    }

    @Test func rulesAreComparedByWhatTheyLetPass() {
        func rule(_ name: String?, _ prefix: String?) -> SecurityGroupRule {
            SecurityGroupRule(
                id: "r", projectID: "p", securityGroupID: "g", direction: "ingress", ethertype: "IPv4",
                protocolName: name,
                remoteIPPrefix: prefix, createdAt: .init(seconds: 0), updatedAt: .init(seconds: 0))
        }
        #expect(rule("tcp", "10.0.0.7/8").sameAs(rule("6", "10.0.0.0/8")))
        #expect(!rule("tcp", nil).sameAs(rule("udp", nil)))
        #expect(!rule("tcp", "10.0.0.0/8").sameAs(rule("tcp", "10.0.0.0/9")))
    }
}
