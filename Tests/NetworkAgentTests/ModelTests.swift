import AgentProtocols
import NetworkKit
import Testing

@testable import NetworkAgent

@Suite struct ModelTests {
    @Test func networksOfOneHostHaveNoTunnels() throws {
        var state = HostNetworkState(host: "a", generation: 1)
        Sample.put([Sample.port(1)], into: &state)
        state.networks.append(Sample.external)
        let desired = HostTranslation(host: "a").desired(state)
        #expect(desired.networks.map(\.kind) == [.local, .local])
        #expect(desired.networks[0].hostAddresses == [])
        let gateway = try #require(IPPrefix("172.24.4.1/24"))
        #expect(desired.networks[1].hostAddresses == [gateway])
        let dhcp = try #require(desired.networks[0].dhcp)
        #expect(dhcp.metadata)
        #expect(dhcp.hosts.map(\.hostname) == ["host-server-1"])
        #expect(desired.networks[1].dhcp == nil)
    }

    @Test func tunnelsKnowWhereOthersAre() throws {
        let (mine, other) = (Sample.port(1), Sample.port(2))
        var network = Sample.network()
        network.members = [Sample.member(mine, host: "a"), Sample.member(other, host: "b")]
        network.peers = [.init(host: "b", address: "192.0.2.2")]
        let own = try #require(IPAddress("192.0.2.1"))
        let peer = try #require(IPAddress("192.0.2.2"))
        let desired = HostTranslation(host: "a", underlay: own).network(network)
        #expect(
            desired.kind
                == .vxlan(VXLANTunnel(identifier: 7, local: own, remotes: [peer], locations: [other.mac: peer])))
    }

    @Test func flatNetworksAreBridgedWhenTheirInterfaceIsNamed() {
        var network = Sample.external
        network.kind = .flat
        network.physicalNetwork = "physnet"
        #expect(HostTranslation(host: "a").network(network).kind == .local)
        let mapped = HostTranslation(host: "a", interfaces: ["physnet": "eth1"]).network(network)
        #expect(mapped.kind == .flat(interface: "eth1"))
        #expect(mapped.hostAddresses == [])
    }

    @Test func portsAreFilteredAsTheyShouldBe() throws {
        let translation = HostTranslation(host: "a")
        var port = Sample.port(1)
        port.rules.append(.init(direction: .ingress, ethertype: .ipv4, remotePrefix: "no prefix"))
        port.allowedPairs = [.init(address: "10.1.0.0/16")]
        let filter = try #require(translation.port(port).filter)
        #expect(filter.rules.count == 3)
        #expect(filter.rules[2].remote == .group(Sample.groupID))
        #expect(filter.allowedPairs.count == 1)
        port.portSecurity = false
        #expect(translation.port(port).filter == nil)
        port.adminStateUp = false
        #expect(translation.port(port).filter?.rules == [])
        #expect(translation.port(port).filter?.fixedAddresses == [])
    }

    @Test func leasesAreForAddressesThatAreLeased() throws {
        var network = Sample.network([Sample.port(1)])
        network.subnets.append(
            HostSubnet(id: "v6", cidr: "fd00::/64", ipv6AddressMode: "slaac", ipv6RAMode: "slaac"))
        network.members[0].addresses.append(.init(subnetID: "v6", address: "fd00::5"))
        var leg = network.members[0]
        leg.portID = "leg"
        leg.deviceOwner = "network:router_interface"
        network.members.append(leg)
        let dhcp = try #require(HostTranslation(host: "a").dhcp(of: network))
        #expect(dhcp.subnets.map(\.id) == ["s"])
        #expect(dhcp.hosts.count == 1)
        #expect(dhcp.hosts[0].addresses.map(\.text) == ["10.0.0.11"])
    }

    @Test func aPortsAnswerIsMergedIntoTheState() {
        var state = HostNetworkState(host: "a", generation: 4)
        Sample.put([Sample.port(1)], into: &state)
        let port = Sample.port(2)
        let answer = PortNetworkState(
            generation: 6, port: port, network: Sample.network([Sample.port(1), port]),
            groups: [HostAddressGroup(id: Sample.groupID, members: ["10.0.0.11", "10.0.0.12"])])
        let next = state.with(answer, of: port.id)
        #expect(next.generation == 6)
        #expect(next.ports.map(\.id) == [Sample.port(1).id, port.id])
        #expect(next.networks.count == 1)
        #expect(next.groups[0].members.count == 2)
        let gone = next.with(PortNetworkState(generation: 7, port: nil, network: nil), of: port.id)
        #expect(gone.ports.map(\.id) == [Sample.port(1).id])
        #expect(gone.networks[0].members.count == 1)
    }

    @Test func metadataKnowsTheGuestByNetworkAndAddress() {
        var state = HostNetworkState(host: "a", generation: 1)
        Sample.put([Sample.port(1)], into: &state)
        state.routers = [Sample.router()]
        #expect(state.guest(at: "10.0.0.11", in: .router(Sample.routerID))?.deviceID == "server-1")
        #expect(state.guest(at: "10.0.0.11", in: .network(Sample.networkID))?.deviceID == "server-1")
        #expect(state.guest(at: "10.0.0.12", in: .router(Sample.routerID)) == nil)
        #expect(state.guest(at: "10.0.0.11", in: .network(Sample.externalID)) == nil)
        #expect(state.guest(at: "10.0.0.11", in: .router("another")) == nil)
    }

    @Test func routersAreToldWhenTheyChange() {
        var readiness = RouterReadiness()
        let now = ContinuousClock.now
        var router = Sample.router()
        #expect(readiness.toReport([router], 1, at: now) == [router.id])
        #expect(readiness.toReport([router], 2, at: now) == [])
        #expect(readiness.toReport([router], 2, at: now + .seconds(30)) == [router.id])
        router.routes = [.init(destination: "10.9.0.0/16", nextHop: "10.0.0.9")]
        #expect(readiness.toReport([router], 3, at: now) == [router.id])
        #expect(readiness.toReport([], 4, at: now) == [])
        #expect(readiness.toReport([router], 4, at: now) == [router.id])
    }
}
