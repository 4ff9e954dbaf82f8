import AgentProtocols
import CloudCore
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudTasks
import ServiceClients

/// Takes the hosts' reports: services and compute nodes are kept, placement is told, guests' power states are followed.
struct HostReports: Sendable {
    let context: ComputeContext

    /// Reports overtake one another: what changed a moment ago is not judged by a report that was then on its way.
    private static let settling = Duration.seconds(2)

    @Sendable func take(_ report: HostReport, _ delivery: Delivery) async throws {
        let (identifiers, configuration) = (context.identifiers, context.configuration)
        let (node, serviceIsGone) = try await context.database.write { connection in
            try connection.sawService(
                host: report.host, binary: "nova-compute", zone: configuration.defaultZone, isLast: report.isLast,
                identifiers)
            let node = try connection.keep(report, identifiers)
            try follow(
                report.guests.map { ($0.serverID, $0.power) }, on: report.host, asOf: delivery.sentAt, connection)
            return (node, report.isLast)
        }
        if !serviceIsGone { try await place(node) }
    }

    @Sendable func take(_ report: ServerStateReport, _ delivery: Delivery) async throws {
        try await context.database.write { connection in
            try follow([(report.serverID, report.power)], on: report.host, asOf: delivery.sentAt, connection)
        }
    }

    /// A server whose guest is lost is in error, in the agent's words.
    @Sendable func take(_ report: ServerLost, _ delivery: Delivery) async throws {
        try await context.database.write { connection in
            let table = try connection.table(Server.self)
            guard var server = try table.find(report.serverID), server.host == report.host, server.taskState == nil,
                [.active, .paused].contains(server.vmState), server.updatedAt < delivery.sentAt - Self.settling
            else { return }
            let fault = Fault(500, report.failure.message, cause: report.failure.details)
            server.vmState = .error
            server.powerState = .noState
            server.fault = ServerFault(fault, at: connection.now)
            server.updatedAt = connection.now
            try table.update(&server)
            context.observability.log.warning("server \(server.id): its guest is lost: \(report.failure.message)")
        }
    }

    /// Tells placement of a host that is new to it, or has changed.
    private func place(_ node: ComputeNode) async throws {
        let key = node.inventoryKey
        guard node.placedAs != key else { return }
        let configuration = context.configuration
        var inventory = [
            "VCPU": PlacementInventory(total: node.vcpus, ratio: configuration.vcpuRatio),
            "MEMORY_MB": PlacementInventory(
                total: node.memory, reserved: min(configuration.reservedMemory, max(0, node.memory - 1)),
                ratio: configuration.memoryRatio),
        ]
        if node.disk > 0 { inventory["DISK_GB"] = PlacementInventory(total: node.disk, ratio: configuration.diskRatio) }
        try await context.placement.place(
            provider: node.id, name: node.hypervisorHostname, inventory: inventory, traits: node.traits)
        try await context.database.write { connection in
            try connection.table(ComputeNode.self).update(
                set: ["placed_as": .text(key)], where: [.init("id", .isIn, [.string(node.id)])])
        }
        context.observability.log.info(
            "host \(node.host): placement knows \(node.vcpus) vCPUs, \(node.memory) MiB, \(node.disk) GiB")
    }

    /// A guest that ended by itself is a stopped server; one that runs though it was stopped is stopped again.
    private func follow(
        _ guests: [(id: String, power: ComputePowerState)], on host: String, asOf moment: Timestamp,
        _ connection: Connection
    ) throws {
        let powers = Dictionary(guests.map { ($0.id, $0.power) }, uniquingKeysWith: { $1 })
        let table = try connection.table(Server.self)
        for var server in try table.find(keys: Array(powers.keys)) {
            guard let power = powers[server.id], server.host == host, server.taskState == nil, server.deletedAt == nil,
                server.launchedAt != nil, server.updatedAt < moment - Self.settling
            else { continue }
            if server.vmState == .stopped, power == .running {
                try stopAgain(&server, connection)
            } else {
                guard server.powerState != power else { continue }
                server.powerState = power
                if [.active, .paused].contains(server.vmState), power == .shutdown || power == .crashed {
                    server.vmState = .stopped
                }
            }
            server.updatedAt = connection.now
            try table.update(&server)
            context.observability.log.info("server \(server.id): its guest is \(power); now \(server.vmState.rawValue)")
        }
    }

    private func stopAgain(_ server: inout Server, _ connection: Connection) throws {
        server.taskState = .poweringOff
        server.powerState = .running
        let actionID = context.identifiers.uuid()
        try context.queue.enqueue(
            connection, OperateServerTask.name, resource: server.resource,
            state: OperateServerTask.State(serverID: server.id, actionID: actionID, move: ServerMove.stop.rawValue))
    }
}
