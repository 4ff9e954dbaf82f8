import AgentProtocols
import HostKit
import NetworkKit
import TestKit
import Testing

@testable import NetworkAgent

@Suite struct ConvergenceTests {
    @Test func repairsWhatWasDamagedAndRemovesWhatIsNotWanted() async throws {
        try await AgentHost.with { host in
            let conductor = host.conductor
            let ports = [Sample.port(1, status: "ACTIVE"), Sample.port(2, status: "ACTIVE")]
            conductor.change { state in
                Sample.put(ports, into: &state, hasRouter: true)
                state.networks.append(Sample.external)
                state.routers = [Sample.router()]
            }
            let bridge = host.layout.bridge(Sample.networkID)
            try await host.running {
                try await eventually("a router") { conductor.reports.contains { $0.isRouter } }
                #expect(try await host.ip(["-br", "addr"], in: host.cloud).contains("172.24.4.1/24"))
                try await host.ip(["link", "del", bridge], in: host.cloud)
                try await host.ip(["link", "del", ports[0].device], in: host.cloud)
                try await host.ip(["link", "add", "strange", "type", "bridge"], in: host.cloud)
                try await conductor.hostChanged()
                try await eventually("a repair") {
                    let links = try await host.links()
                    return links.contains(bridge) && links.contains(ports[0].device) && !links.contains("strange")
                }
                conductor.change { state in
                    state.routers = []
                    state.ports = []
                    state.networks = []
                }
                try await conductor.hostChanged()
                try await eventually("reports") { conductor.reports.contains(.unplugged(ports[1].id)) }
                #expect(await HostPurge.inventory(prefix: host.prefix).contains { $0.hasPrefix("program") } == false)
                #expect(try await host.links() == ["lo"])
            }
        }
    }

    @Test func changesNothingTheSecondTime() async throws {
        try await AgentHost.with { host in
            let ports = [Sample.port(1, status: "ACTIVE")]
            var state = HostNetworkState(host: host.conductor.host, generation: 1)
            Sample.put(ports, into: &state, hasRouter: true)
            state.networks.append(Sample.external)
            let floating = HostRouter.Floating(id: "f", address: "172.24.4.20", fixedAddress: "10.0.0.11")
            state.routers = [Sample.router(floating: [floating])]
            let desired = HostTranslation(host: host.conductor.host).desired(state)
            let network = NetworkKit.HostNetwork(layout: host.layout)
            let first = try await network.converge(desired)
            #expect(first.failures == [])
            let second = try await network.converge(desired)
            #expect(second == ConvergeReport())
        }
    }

    @Test func theTimerConvergesToo() async throws {
        try await AgentHost.with(interval: "500ms") { host in
            let port = Sample.port(1, status: "ACTIVE")
            host.conductor.change { Sample.put([port], into: &$0) }
            try await host.running {
                try await eventually("the port") { try await host.links().contains(port.device) }
                try await host.ip(["link", "del", port.device], in: host.cloud)
                try await eventually("the port again") { try await host.links().contains(port.device) }
            }
        }
    }

    @Test func purgeTellsAndRemovesAll() async throws {
        try await AgentHost.with { host in
            let port = Sample.port(1)
            host.conductor.change { Sample.put([port], into: &$0) }
            try await host.running {
                try await eventually("the port") { try await host.links().contains(port.device) }
                try await eventually("DHCP") {
                    await HostPurge.inventory(prefix: host.prefix).contains("program dnsmasq-\(Sample.networkID)")
                }
            }
            let purged = try await HostPurge.purge(prefix: host.prefix)
            #expect(purged.contains("namespace \(host.prefix)"))
            #expect(purged.contains("link \(port.device) in \(host.prefix)"))
            #expect(await HostPurge.inventory(prefix: host.prefix) == [])
            #expect(!HostFile.exists(host.layout.stateFolder))
            #expect(try await HostPurge.purge(prefix: host.prefix) == [])
            await #expect(throws: NetworkError.self) { try await HostPurge.purge(prefix: "") }
        }
    }
}

extension FakeConductor.Heard {
    var isRouter: Bool { if case .routerReady = self { true } else { false } }
}
