import AgentProtocols
import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudObservability
import CloudService
import HostKit
import NetworkKit
import ServiceClients
import Testing

@testable import NetworkAgent

/// One host with a network agent under a name of its own, and the service's side of it.
struct AgentHost: Sendable {
    let prefix: String
    let conductor: FakeConductor
    let metadata: FakeMetadata
    private let interval: String

    var cloud: NetworkNamespace { NetworkAgentRole.namespace(prefix: prefix) }
    var layout: CloudLayout { HostPurge.layout(prefix) }

    /// Runs a test on a host of its own and removes everything of it, whatever happens.
    static func with(interval: String = "300", _ body: (AgentHost) async throws -> Void) async throws {
        let prefix = "at" + String(UInt32.random(in: 0x10000...0xfffff), radix: 16)
        let host = AgentHost(
            prefix: prefix, conductor: FakeConductor(host: "host-\(prefix)"), metadata: FakeMetadata(),
            interval: interval)
        try await host.conductor.start()
        do { try await body(host) } catch { Issue.record(error) }
        _ = try await HostPurge.purge(prefix: prefix)
        for guest in NetworkNamespace.list(prefix: "g\(prefix)-") { try await guest.delete() }
        #expect(await HostPurge.inventory(prefix: prefix) == [])
    }

    /// Runs the agent during `body`, as the composition does.
    func running(_ body: () async throws -> Void) async throws {
        let role = NetworkAgentRole(
            try environment(), prefix: prefix, metadata: ServiceEndpoint(metadata, path: "/metadata"),
            metadataSecret: "shared")
        for preparation in role.parts.preparations { try await preparation() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for loop in role.parts.loops { group.addTask { try await loop() } }
            defer { group.cancelAll() }
            try await body()
        }
    }

    private func environment() throws -> RoleEnvironment {
        RoleEnvironment(
            configuration: try Configuration(
                flags: ["network.uplink": "none", "network.convergence_interval": interval]),
            bus: conductor.bus, observability: .silent(), host: conductor.host, stateFolder: "/nonexistent",
            database: { _ in throw Fault(500, "an agent has no database") })
    }

    /// A guest: a namespace whose cable bears the port's device name at the cloud's end.
    func guest(_ port: HostPort, address: String, gateway: String? = nil) async throws -> NetworkNamespace {
        let namespace = NetworkNamespace("g\(prefix)-\(port.id.prefix(8))")
        try await namespace.create()
        try await cloud.create()
        let cable = ["type", "veth", "peer", "name", "eth0", "address", port.mac, "netns", namespace.name]
        try await ip(["link", "add", port.device] + cable, in: cloud)
        try await ip(["link", "set", "eth0", "up"], in: namespace)
        try await ip(["addr", "add", address, "dev", "eth0"], in: namespace)
        if let gateway { try await ip(["route", "add", "default", "via", gateway], in: namespace) }
        return namespace
    }

    @discardableResult
    func ip(_ arguments: [String], in namespace: NetworkNamespace) async throws -> String {
        try await Command("ip", arguments, namespace: namespace).check().output
    }

    func links() async throws -> [String] {
        guard cloud.exists else { return [] }
        return try await ip(["-br", "link"], in: cloud).split(separator: "\n").compactMap { line in
            line.split(separator: " ").first?.split(separator: "@").first.map(String.init)
        }
    }
}
