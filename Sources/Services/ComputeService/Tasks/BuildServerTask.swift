import AgentProtocols
import CloudCore
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudTasks
import ServiceClients

/// Boots a server: a host is found and claimed, its agent makes the guest; on another host when that one fails.
struct BuildServerTask: Sendable {
    static let name = "build_server"
    static let event = "compute__do_build_and_run_instance"

    struct State: Codable, Sendable {
        var serverID: String
        var actionID: String
        var host: String?
        /// Hosts that have failed it.
        var excluded: [String] = []
        var ports: [ComputePort] = []
    }

    /// What the agent said in the end, as the task is told it.
    struct Outcome: Codable, Sendable {
        var host: String
        var ports: [ComputePort]
        var failure: ComputeFailure?
    }

    let database: Database
    let bus: any Bus
    let scheduling: ServerScheduling
    let placement: PlacementClient
    let release: NetworkRelease
    let configuration: ComputeConfiguration
    let observability: Observability
    let clock: CloudClock

    var kind: TaskKind {
        TaskKind(
            Self.name, State.self, deadline: .seconds(900),
            steps: [
                TaskStep("schedule", role: "scheduler", undo: unclaim, perform: schedule),
                TaskStep("build on host", role: "scheduler", undo: tearDown, perform: build),
            ], succeeded: { try succeed($0, $1) }, failed: { try fail($0, $1, $2) })
    }

    // MARK: Steps

    @Sendable private func schedule(_ state: inout State, _ run: TaskRun) async throws -> StepResult {
        observability.tracer.mark("scheduler: request taken", step: 9)
        try await place(&state, mayHaveClaim: run.attempt > 1)
        return .done
    }

    @Sendable private func build(_ state: inout State, _ run: TaskRun) async throws -> StepResult {
        if let outcome = run.signal.flatMap({ try? Outcome(reading: $0) }) {
            // What an earlier host says late is of no interest.
            if outcome.host == state.host {
                guard let failure = outcome.failure else {
                    state.ports = outcome.ports
                    return .done
                }
                try await next(&state, after: failure, run)
            }
        } else if let host = state.host, run.attempt > 1, try await !database.isUp(host, clock.now, configuration) {
            try await next(&state, after: ComputeFailure(message: "The compute service of host \(host) is down."), run)
        }
        guard let host = state.host else { return .done }
        let message = BuildServer(serverID: state.serverID, taskID: run.id)
        try await observability.tracer.span("scheduler: cast to the host's agent", step: 12, note: host) {
            try await bus.cast(message, to: ComputeTopics.agent(host))
        }
        return .wait(configuration.agentPatience)
    }

    /// Another host instead of the one that failed; or the fault when there is none to be tried.
    private func next(_ state: inout State, after failure: ComputeFailure, _ run: TaskRun) async throws {
        let failed = state.host ?? ""
        if !state.excluded.contains(failed) { state.excluded.append(failed) }
        try await database.noteFailedBuild(on: failed)
        guard failure.isOfThisHost else {
            throw Fault(
                500, "Build of instance \(state.serverID) aborted: \(failure.message)", code: "BuildAbort",
                cause: failure.details)
        }
        guard state.excluded.count < configuration.buildAttempts else {
            throw Self.exhausted(state.serverID, failure)
        }
        observability.log.warning("server \(state.serverID) could not be built on \(failed): \(failure.message)")
        do {
            try await clearHost(state)
        } catch {
            // The host is as broken as its build was: its agent finds the rest by itself, for the server is elsewhere
            // then.
            observability.log.warning("server \(state.serverID) is not cleared from \(failed): \(error)")
        }
        try await release.ports(of: state.serverID)
        try await placement.release(consumer: state.serverID)
        do {
            try await place(&state, mayHaveClaim: true)
        } catch let fault as Fault where fault.code == "NoValidHost" {
            throw Self.exhausted(state.serverID, failure)
        }
    }

    private static func exhausted(_ id: String, _ failure: ComputeFailure) -> Fault {
        Fault(
            500,
            "Exceeded maximum number of retries. Exhausted all hosts available for retrying build failures "
                + "for instance \(id). The last one said: \(failure.message)", code: "MaxRetriesExceeded",
            cause: failure.details)
    }

    private func place(_ state: inout State, mayHaveClaim: Bool) async throws {
        let id = state.serverID
        let (server, request) = try await database.read { connection in
            (try connection.table(Server.self).present(id), try connection.table(ServerRequest.self).find(id))
        }
        state.host = try await scheduling.place(
            server, request?.spec ?? RequestSpec(), excluded: state.excluded, mayHaveClaim: mayHaveClaim
        ).host
    }

    // MARK: Undo

    @Sendable private func unclaim(_ state: inout State, _ run: TaskRun) async throws {
        try await placement.release(consumer: state.serverID)
    }

    @Sendable private func tearDown(_ state: inout State, _ run: TaskRun) async throws {
        try await clearHost(state)
        try await release.ports(of: state.serverID)
    }

    /// Nothing of the server stays on its host. What a host that is down keeps, its agent finds when it is back.
    private func clearHost(_ state: State) async throws {
        guard let host = state.host, try await database.isUp(host, clock.now, configuration) else { return }
        _ = try await bus.call(
            TearDownServer(serverID: state.serverID), to: ComputeTopics.agent(host), within: .seconds(60))
    }

    // MARK: End

    private func succeed(_ connection: Connection, _ state: State) throws {
        let table = try connection.table(Server.self)
        guard var server = try table.find(state.serverID), server.vmState != .deleted else { return }
        server.vmState = .active
        // Whoever deletes it already waits for this task's end.
        if server.taskState != .deleting { server.taskState = nil }
        server.powerState = .running
        server.set(network: ServerNetwork(ports: state.ports))
        server.fault = nil
        server.progress = 0
        server.launchedAt = connection.now
        server.updatedAt = connection.now
        try table.update(&server)
        try connection.table(ServerRequest.self).update(
            set: ["admin_password": .null], where: [.init("id", .isIn, [.string(server.id)])])
        try connection.finish(Self.event, of: state.actionID)
        if let host = server.host { try connection.forgetFailedBuilds(on: host) }
    }

    private func fail(_ connection: Connection, _ state: State, _ fault: Fault) throws {
        let table = try connection.table(Server.self)
        guard var server = try table.find(state.serverID), server.vmState != .deleted else { return }
        // Whoever cancelled it has said what the server is to be: deleted, most often, and not in error before that.
        // A deletion asks the host too: its agent may still be at work on the guest and its ports.
        if fault.code != "Cancelled" || server.taskState == nil && server.vmState == .building {
            if server.taskState != .deleting { server.taskState = nil }
            server.vmState = .error
            server.fault = ServerFault(fault, at: connection.now)
            (server.host, server.node) = (nil, nil)
            server.powerState = .noState
        }
        server.set(network: .none)
        server.updatedAt = connection.now
        try table.update(&server)
        try connection.finish(Self.event, of: state.actionID, fault)
    }
}
