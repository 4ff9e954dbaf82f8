import AgentProtocols
import CloudCore
import CloudMessaging
import CloudSQL
import CloudTasks
import ServiceClients

/// Owns a port in `BUILD`: wakes its host's agent until the port is plugged, then tells compute.
enum PlugTask {
    static let kindName = "network.plug_port"

    struct State: Codable, Sendable {
        var portID: String
        var host: String
        var serverID = ""
        /// This task's own id, once it has begun.
        var taskID = ""
    }

    static func kind(_ database: Database, _ bus: any Bus, _ compute: ComputeEventsClient?) -> TaskKind {
        TaskKind(
            kindName, State.self, deadline: .seconds(300),
            steps: [
                TaskStep("plug", role: "conductor") { state, run in
                    let id = state.portID
                    state.taskID = run.id
                    let port = try await database.read { try $0.table(Port.self).find(id) }
                    guard let port, port.hostID == state.host, port.plugTask == run.id else {
                        // Deleted or bound elsewhere meanwhile: nothing waits for it.
                        state.serverID = ""
                        return .done
                    }
                    state.serverID = port.deviceOwner.hasPrefix("compute:") ? port.deviceID : ""
                    if port.status == .active { return .done }
                    // The binding itself woke the agent once.
                    if run.attempt > 1 {
                        try? await bus.cast(PortChanged(portID: id), to: .networkAgent(state.host))
                    }
                    return .wait(.seconds(min(10, 1 << min(run.attempt, 4))))
                },
                TaskStep("tell compute", role: "conductor") { state, _ in
                    guard !state.serverID.isEmpty else { return .done }
                    try await compute?.send([
                        .init(name: "network-vif-plugged", serverID: state.serverID, tag: state.portID)
                    ])
                    return .done
                },
            ],
            succeeded: { connection, state in try release(connection, state) },
            failed: { connection, state, _ in try release(connection, state) })
    }

    /// The port is no task's any more; what is still in `BUILD` was never plugged, and is down.
    private static func release(_ connection: Connection, _ state: State) throws {
        let ports = try connection.table(Port.self)
        guard let port = try ports.find(state.portID), port.hostID == state.host,
            state.taskID.isEmpty || port.plugTask == state.taskID
        else { return }
        var changes: [String: SQLValue] = ["plug_task": .null]
        if port.status == .build { changes["status"] = .text(PortStatus.down.rawValue) }
        try ports.update(set: changes, where: [port.key])
    }
}
