import AgentProtocols
import CloudCore
import CloudMessaging
import CloudSQL
import CloudTasks
import ServiceClients

/// Does something to a guest that stands: start, stop, reboot, pause, suspend, snapshot and their opposites.
struct OperateServerTask: Sendable {
    static let name = "operate_server"

    struct State: Codable, Sendable {
        var serverID: String
        var actionID: String
        var move: String
        /// Of a snapshot: the image to fill.
        var imageID: String?
        var power: ComputePowerState?
    }

    let database: Database
    let bus: any Bus
    let images: ImageClient
    let configuration: ComputeConfiguration
    let clock: CloudClock

    var kind: TaskKind {
        TaskKind(
            Self.name, State.self, deadline: .seconds(3600),
            steps: [TaskStep("on the host", role: "conductor", undo: dropImage, perform: operate)],
            succeeded: { try succeed($0, $1) }, failed: { try fail($0, $1, $2) })
    }

    /// The field's name of the event that the move is.
    static func event(_ move: ServerMove) -> String {
        switch move {
        case .softReboot, .hardReboot: "compute_reboot_instance"
        case .createImage: "compute_snapshot_instance"
        default: "compute_\(move.rawValue)_instance"
        }
    }

    private static func move(_ state: State) throws -> ServerMove {
        guard let move = ServerMove(rawValue: state.move) else { throw Fault(500, "Unknown operation \(state.move).") }
        return move
    }

    @Sendable private func operate(_ state: inout State, _ run: TaskRun) async throws -> StepResult {
        guard let operation = try Self.move(state).operation else { return .done }
        if let outcome = run.signal.flatMap({ try? OperationOutcome(reading: $0) }) {
            if outcome.operation == operation {
                if let failure = outcome.failure { throw Fault(500, failure.message, cause: failure.details) }
                state.power = outcome.power
                return .done
            }
        }
        let id = state.serverID
        guard let host = try await database.read({ try $0.table(Server.self).present(id).host }) else {
            throw Fault.conflict("Instance \(id) is on no host.")
        }
        guard try await database.isUp(host, clock.now, configuration) else {
            throw Fault(500, "The compute service of host \(host) is unavailable at this time.")
        }
        let message = OperateServer(serverID: id, taskID: run.id, operation: operation, imageID: state.imageID)
        try await bus.cast(message, to: ComputeTopics.agent(host))
        return .wait(operation == .snapshot ? configuration.agentPatience * 8 : configuration.agentPatience)
    }

    /// An image that was not filled goes.
    @Sendable private func dropImage(_ state: inout State, _ run: TaskRun) async throws {
        if let id = state.imageID { try await images.delete(id) }
    }

    private func succeed(_ connection: Connection, _ state: State) throws {
        let table = try connection.table(Server.self)
        let move = try Self.move(state)
        guard var server = try table.find(state.serverID), server.vmState != .deleted else { return }
        let isGoing = server.taskState == .deleting
        server.finish(move, at: connection.now)
        if let power = state.power { server.powerState = power }
        if isGoing { server.taskState = .deleting }
        try table.update(&server)
        try connection.finish(Self.event(move), of: state.actionID)
    }

    /// The server is what it was; after a reboot or resume that failed nobody knows what the guest is: that is an
    /// error.
    private func fail(_ connection: Connection, _ state: State, _ fault: Fault) throws {
        let table = try connection.table(Server.self)
        let move = try Self.move(state)
        guard var server = try table.find(state.serverID), server.vmState != .deleted else { return }
        // Cancelled by a deletion or another operation, which has set its own task state and follows now.
        if fault.code != "Cancelled" {
            if server.taskState != .deleting { server.taskState = nil }
            server.fault = ServerFault(fault, at: connection.now)
            if [.softReboot, .hardReboot, .resume, .unpause].contains(move) { server.vmState = .error }
            server.updatedAt = connection.now
            try table.update(&server)
        }
        try connection.finish(Self.event(move), of: state.actionID, fault)
    }
}
