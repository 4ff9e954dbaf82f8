import AgentProtocols
import CloudMessaging
import HypervisorKit

/// Tells the conductor that this host lives, what it has, and how its guests are.
struct HostReporter: Sendable {
    let driver: any HypervisorDriver
    let bus: any Bus
    let host: String
    let hostIP: String

    func report(isLast: Bool = false) async throws {
        let has = try await driver.capabilities()
        let guests = try await driver.guests()
        let message = HostReport(
            host: host, hypervisorHostname: host, hypervisorType: has.hypervisorType,
            hypervisorVersion: has.hypervisorVersion,
            hostIP: hostIP, architecture: has.architecture, virtualization: has.virtualization.rawValue,
            processorVendor: has.processorVendor, processorModel: has.processorModel,
            processorFeatures: has.processorFeatures,
            sockets: has.topology.sockets, cores: has.topology.cores, threads: has.topology.threads, vcpus: has.vcpus,
            memory: has.memory, memoryUsed: guests.filter { $0.state == .running }.reduce(0) { $0 + $1.memory },
            disk: has.disk,
            freeDisk: has.freeDisk, traits: has.traits,
            guests: guests.map {
                .init(serverID: $0.id, power: ComputePowerState(rawValue: $0.state.rawValue) ?? .noState)
            },
            isLast: isLast)
        try await bus.cast(message, to: ComputeTopics.conductor)
    }
}
