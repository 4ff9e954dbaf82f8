import HostKit
import NetworkKit
import Testing

@Suite struct SecurityGroupTests {
    let ping = SecurityRule(.ingress, .ipv4, transport: .icmp)

    @Test func rulesSpoofingAndGroups() async throws {
        try await Cloud.with { cloud in
            let a = try await cloud.guest("a", device: "tapa", mac: macA, address: "10.0.0.10/24")
            let b = try await cloud.guest("b", device: "tapb", mac: macB, address: "10.0.0.11/24")
            let c = try await cloud.guest("c", device: "tapc", mac: macC, address: "10.0.0.12/24")
            let group = SecurityRule(.ingress, .ipv4, transport: .icmp, remote: .group("g-1"))
            var desired = DesiredHost(
                networks: [DesiredNetwork(id: "net")],
                ports: [
                    port("a", device: "tapa", mac: macA, "10.0.0.10"),
                    port("b", device: "tapb", mac: macB, "10.0.0.11", [group]),
                    port("c", device: "tapc", mac: macC, "10.0.0.12", [ping]),
                ],
                groups: [AddressGroup(id: "g-1", members: [prefix("10.0.0.10/32")])])
            #expect(try await cloud.network.converge(desired).failures == [])
            #expect(try await cloud.network.converge(desired).isClean)
            #expect(try await a.reaches("10.0.0.12"))
            #expect(try await a.reaches("10.0.0.11"))
            #expect(try await !c.reaches("10.0.0.11", tries: 1))
            #expect(try await !b.reaches("10.0.0.10", tries: 1))

            desired.groups[0].members = [prefix("10.0.0.12/32")]
            let report = try await cloud.network.apply(filters: [:], groups: desired.groups)
            #expect(report.changes.contains("filter: 2 steps"))
            #expect(try await c.reaches("10.0.0.11"))

            try await cloud.ip(["addr", "add", "10.0.0.99/24", "dev", "eth0"], in: a.namespace)
            let spoofed = Command(
                "busybox", ["ping", "-c", "1", "-W", "1", "-I", "10.0.0.99", "10.0.0.12"], namespace: a.namespace)
            #expect(try await spoofed.run().status != 0)
            let filter = PortFilter(
                mac: macA, fixedAddresses: [address("10.0.0.10")],
                allowedPairs: [AddressPair(prefix: prefix("10.0.0.96/28"))],
                rules: egress)
            _ = try await cloud.network.apply(filters: ["a": filter])
            try await poll("pair") { try await spoofed.run().succeeded }
        }
    }

    @Test func establishedConnectionsSurviveAndRemovedRulesCut() async throws {
        try await Cloud.with { cloud in
            let a = try await cloud.guest("a", device: "tapa", mac: macA, address: "10.0.0.10/24")
            let b = try await cloud.guest("b", device: "tapb", mac: macB, address: "10.0.0.11/24")
            let tcp = SecurityRule(.ingress, .ipv4, transport: .tcp, portMin: 7000, portMax: 7010)
            let allowed = port("b", device: "tapb", mac: macB, "10.0.0.11", [tcp])
            let desired = DesiredHost(
                networks: [DesiredNetwork(id: "net")],
                ports: [port("a", device: "tapa", mac: macA, "10.0.0.10"), allowed])
            try await cloud.network.converge(desired).check()
            let server = try await b.serve(7001, "hello", folder: "/tmp/\(cloud.tag)-work")
            #expect(try await a.fetch("10.0.0.11", 7001) == "hello")

            // A client that sends a line each tenth of a second; what comes back lands in its log.
            let script = "while :; do echo tick; sleep 0.1; done | busybox nc 10.0.0.11 7001"
            let client = Daemon(
                "sh", ["-c", script], pidFile: "/tmp/\(cloud.tag)-work/client.pid",
                logFile: "/tmp/\(cloud.tag)-work/client.log", namespace: a.namespace)
            try await client.start()
            func ticks() -> Int { (HostFile.text(client.logFile) ?? "").split(separator: "\n").count }
            try await poll("ticks") { ticks() > 3 }

            let other = PortFilter(
                mac: macB, fixedAddresses: [address("10.0.0.11")], rules: egress + [tcp, ping])
            _ = try await cloud.network.apply(filters: ["b": other])
            let before = ticks()
            try await poll("ticks after re-application") { ticks() > before + 3 }

            let closed = PortFilter(mac: macB, fixedAddresses: [address("10.0.0.11")], rules: egress + [ping])
            let report = try await cloud.network.apply(filters: ["b": closed])
            #expect(report.changes.contains { $0.hasPrefix("connection ") })
            try await Task.sleep(for: .milliseconds(300))
            let cut = ticks()
            try await Task.sleep(for: .milliseconds(1200))
            #expect(ticks() == cut)
            #expect(try await a.fetch("10.0.0.11", 7001, seconds: 1) == nil)
            #expect(try await a.reaches("10.0.0.11"))

            _ = try await cloud.network.apply(filters: ["b": other])
            try await poll("ticks after the rule came back", seconds: 20) { ticks() > cut + 2 }
            try await client.stop(grace: .milliseconds(100))
            try await server.stop(grace: .milliseconds(100))
            try HostFile.removeTree("/tmp/\(cloud.tag)-work")
        }
    }

    @Test func guestsNeitherServeDHCPNorReachTheNamespace() async throws {
        try await Cloud.with { cloud in
            let a = try await cloud.guest("a", device: "tapa", mac: macA, address: "10.0.0.10/24")
            let desired = DesiredHost(
                networks: [
                    DesiredNetwork(id: "net"), DesiredNetwork(id: "other"),
                    DesiredNetwork(id: "ext", hostAddresses: [prefix("172.24.4.1/24")]),
                ],
                ports: [port("a", device: "tapa", mac: macA, "10.0.0.10")])
            try await cloud.network.converge(desired).check()
            let bridge = cloud.layout.bridge("net")
            let links = try await cloud.ip(["-br", "link", "show", bridge], in: cloud.layout.cloud)
            let mac = links.split(separator: " ").dropFirst(2).first.map(String.init) ?? ""
            try await cloud.ip(["neigh", "add", "10.0.0.1", "lladdr", mac, "dev", "eth0"], in: a.namespace)
            try await cloud.ip(["route", "add", "default", "via", "10.0.0.1"], in: a.namespace)
            #expect(try await !a.reaches("172.24.4.1", tries: 1))
        }
    }
}
