import AgentProtocols
import CloudCore
import CloudMessaging
import CloudObservability
import HostKit
import HypervisorKit

/// Compares what should be on this host with what is there: resumes what was under way, makes guests again that the
/// hypervisor has forgotten, and ends those that belong to nobody.
struct HostConvergence: Sendable {
    let work: GuestWork
    let serial: SerialWork
    let observability: Observability

    func converge() async throws {
        let wanted = try await work.bus.call(
            ListHostServers(host: work.host), to: ComputeTopics.conductor, within: .seconds(20)
        ).servers
        let known = Set(wanted.map(\.id))
        for server in wanted {
            guard let operation = server.operation, let taskID = server.taskID else { continue }
            if operation == .build {
                await serial.add(server.id, key: taskID) {
                    await work.build(BuildServer(serverID: server.id, taskID: taskID))
                }
            } else {
                let order = OperateServer(
                    serverID: server.id, taskID: taskID, operation: operation, imageID: server.snapshotID)
                await serial.add(server.id, key: taskID) { await work.operate(order) }
            }
        }
        let guests = try await work.driver.guests()
        let there = Set(guests.map(\.id))
        for server in wanted where server.operation == nil && !there.contains(server.id) {
            let id = server.id
            switch server.power {
            case .running: await serial.add(id, key: "restore") { await work.restore(id) }
            case .paused:
                let report = ServerStateReport(serverID: id, host: work.host, power: .shutdown)
                try await work.bus.cast(report, to: ComputeTopics.conductor)
            case .noState, .shutdown, .crashed, .suspended: break
            }
        }
        for guest in guests where !known.contains(guest.id) {
            guard await !serial.isBusy(guest.id) else { continue }
            observability.log.warning("guest \(guest.name) belongs to no server of this host: ended")
            try await work.driver.undefine(guest.id)
        }
        for name in HostFile.names(in: work.instances) where !known.contains(name) && Identifier.isUUID(name) {
            guard await !serial.isBusy(name) else { continue }
            observability.log.warning("files of \(name) belong to no server of this host: removed")
            try InstanceFolder(root: work.instances, serverID: name).remove()
        }
    }
}
