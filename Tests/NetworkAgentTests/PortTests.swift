import AgentProtocols
import CloudCore
import HostKit
import NetworkKit
import TestKit
import Testing

@testable import NetworkAgent

@Suite struct PortTests {
    @Test func aPortIsPluggedTheShortWayAndUnplugged() async throws {
        try await AgentHost.with { host in
            let conductor = host.conductor
            let first = Sample.port(1, status: "ACTIVE")
            conductor.change { Sample.put([first], into: &$0) }
            try await host.running {
                try await eventually("the first port") { try await host.links().contains(first.device) }
                for number in 2...5 {
                    let ports = (1...number).map { Sample.port($0, status: $0 == number ? "DOWN" : "ACTIVE") }
                    let port = Sample.port(number)
                    conductor.change { Sample.put(ports, into: &$0) }
                    try await conductor.portChanged(port.id)
                    let wanted = FakeConductor.Heard.plugged(port.id, device: port.device, namespace: host.cloud.name)
                    try await eventually("a report") { conductor.reports.contains(wanted) }
                    #expect(try await host.links().contains(port.device))
                    let words = [port.mac, "set:port-\(port.id)", "10.0.0.1\(number)", "host-server-\(number)"]
                    #expect(host.lease(of: port) == words.joined(separator: ",") + "\n")
                }
                let rest = (1...4).map { Sample.port($0, status: "ACTIVE") }
                let gone = Sample.port(5)
                conductor.change { Sample.put(rest, into: &$0) }
                try await conductor.portChanged(gone.id)
                try await eventually("a report") { conductor.reports.contains(.unplugged(gone.id)) }
                #expect(try await !host.links().contains(gone.device))
                #expect(host.lease(of: gone) == nil)
            }
            // The agent ended; the guests' network did not.
            #expect(try await host.links().contains(first.device))
        }
    }

    @Test func manyPortsThatComeAtOnceArePluggedTogether() async throws {
        try await AgentHost.with { host in
            let conductor = host.conductor
            let first = Sample.port(1, status: "ACTIVE")
            conductor.change { Sample.put([first], into: &$0) }
            try await host.running {
                try await eventually("the first port") { try await host.links().contains(first.device) }
                let new = (2...9).map { Sample.port($0) }
                conductor.change { Sample.put([first] + new, into: &$0) }
                for port in new { try await conductor.portChanged(port.id) }
                for port in new {
                    let wanted = FakeConductor.Heard.plugged(port.id, device: port.device, namespace: host.cloud.name)
                    try await eventually("a report") { conductor.reports.contains(wanted) }
                    #expect(host.lease(of: port) != nil)
                }
                let links = try await host.links()
                #expect(Set(new.map(\.device)).isSubset(of: links))
                // Some of them go while others come.
                let (staying, gone) = (new.prefix(4).map { $0 }, new.suffix(4))
                conductor.change { Sample.put([first] + staying, into: &$0) }
                for port in new { try await conductor.portChanged(port.id) }
                for port in gone {
                    try await eventually("a report") { conductor.reports.contains(.unplugged(port.id)) }
                    #expect(host.lease(of: port) == nil)
                }
                let left = try await host.links()
                #expect(Set(staying.map(\.device)).isSubset(of: left))
                #expect(Set(gone.map(\.device)).isDisjoint(with: left))
            }
        }
    }

    @Test func theFirstPortOfANetworkBringsTheNetwork() async throws {
        try await AgentHost.with { host in
            let conductor = host.conductor
            try await host.running {
                try await eventually("a heartbeat") { conductor.reports.contains(.heartbeat(started: true)) }
                let port = Sample.port(1)
                conductor.change { Sample.put([port], into: &$0) }
                try await conductor.portChanged(port.id)
                try await eventually("a report") {
                    conductor.reports.contains(.plugged(port.id, device: port.device, namespace: host.cloud.name))
                }
                let links = try await host.links()
                #expect(links.contains(host.layout.bridge(Sample.networkID)))
                #expect(links.contains(port.device))
                #expect(await HostPurge.inventory(prefix: host.prefix).contains("program dnsmasq-\(Sample.networkID)"))
            }
        }
    }

    @Test func aReportIsRepeatedUntilItIsHeardAndWhileThePortIsNotActive() async throws {
        try await AgentHost.with { host in
            let conductor = host.conductor
            let port = Sample.port(1)
            conductor.refusals.withLock { $0 = 5 }
            conductor.change { Sample.put([port], into: &$0) }
            try await host.running {
                let wanted = FakeConductor.Heard.plugged(port.id, device: port.device, namespace: host.cloud.name)
                try await eventually("a report") { conductor.reports.contains(wanted) }
                conductor.forget()
                try await conductor.hostChanged()
                try await eventually("another report") { conductor.reports.contains(wanted) }
                conductor.change { Sample.put([Sample.port(1, status: "ACTIVE")], into: &$0) }
                conductor.forget()
                conductor.change { $0.routers = [Sample.router()] }
                try await conductor.hostChanged()
                try await eventually("a router") { !conductor.reports.isEmpty }
                #expect(!conductor.reports.contains(wanted))
            }
        }
    }
}

extension AgentHost {
    /// What the DHCP server of the port's network is told of it.
    func lease(of port: HostPort) -> String? {
        HostFile.text("\(layout.stateFolder)/dnsmasq-\(port.networkID)/hosts/\(port.id)")
    }
}
