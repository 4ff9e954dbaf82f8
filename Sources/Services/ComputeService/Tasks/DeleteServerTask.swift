import AgentProtocols
import CloudCore
import CloudMessaging
import CloudSQL
import CloudTasks
import ServiceClients

/// Deletes a server: its guest, its ports, its claim. A host that is down finds out when it is back.
struct DeleteServerTask: Sendable {
    static let name = "delete_server"
    static let event = "compute_terminate_instance"

    struct State: Codable, Sendable {
        var serverID: String
        var actionID: String
    }

    let database: Database
    let bus: any Bus
    let placement: PlacementClient
    let release: NetworkRelease
    let configuration: ComputeConfiguration
    let clock: CloudClock

    var kind: TaskKind {
        TaskKind(
            Self.name, State.self, deadline: .seconds(1800),
            steps: [
                TaskStep("end the guest", role: "conductor", perform: end),
                TaskStep("release the ports", role: "conductor") { state, _ in
                    try await release.ports(of: state.serverID)
                    return .done
                },
                TaskStep("release the claim", role: "conductor") { state, _ in
                    try await placement.release(consumer: state.serverID)
                    return .done
                },
            ], succeeded: { try succeed($0, $1) }, failed: { try fail($0, $1, $2) })
    }

    @Sendable private func end(_ state: inout State, _ run: TaskRun) async throws -> StepResult {
        if let outcome = run.signal.flatMap({ try? OperationOutcome(reading: $0) }) {
            if outcome.operation == .delete {
                guard let failure = outcome.failure else { return .done }
                throw Fault(500, failure.message, cause: failure.details)
            }
        }
        let id = state.serverID
        guard let host = try await database.read({ try $0.table(Server.self).find(id)?.host }),
            try await database.isUp(host, clock.now, configuration)
        else { return .done }
        let message = OperateServer(serverID: id, taskID: run.id, operation: .delete)
        try await bus.cast(message, to: ComputeTopics.agent(host))
        return .wait(configuration.agentPatience)
    }

    private func succeed(_ connection: Connection, _ state: State) throws {
        let table = try connection.table(Server.self)
        guard var server = try table.find(state.serverID), server.vmState != .deleted else { return }
        server.finish(.delete, at: connection.now)
        server.terminatedAt = connection.now
        server.deletedAt = connection.now
        server.set(network: .none)
        try table.update(&server)
        try connection.table(ServerRequest.self).delete(server.id)
        try connection.finish(Self.event, of: state.actionID)
    }

    private func fail(_ connection: Connection, _ state: State, _ fault: Fault) throws {
        let table = try connection.table(Server.self)
        guard var server = try table.find(state.serverID), server.vmState != .deleted else { return }
        server.vmState = .error
        server.taskState = nil
        server.fault = ServerFault(fault, at: connection.now)
        server.updatedAt = connection.now
        try table.update(&server)
        try connection.finish(Self.event, of: state.actionID, fault)
    }
}
