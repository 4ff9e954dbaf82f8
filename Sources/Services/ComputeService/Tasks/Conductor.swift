import AgentProtocols
import CloudCore
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudTasks

/// Stands between the agents, which have no database, and the rows: answers their questions and takes their reports.
struct Conductor: Sendable {
    let context: ComputeContext
    let hosts: HostReports

    private var database: Database { context.database }

    var receptions: [Reception] {
        [
            .answer(GetServer.self, getServer), .answer(ListHostServers.self, listServers),
            .on(BuildProgress.self) { message, _ in try await progress(message) },
            .on(BuildFinished.self) { message, _ in try await finished(message) },
            .on(OperationFinished.self) { message, _ in try await finished(message) },
            .on(HostReport.self, hosts.take), .on(ServerStateReport.self, hosts.take),
            .on(ServerLost.self, hosts.take),
        ]
    }

    /// Steps 15 to 18.
    @Sendable private func getServer(_ question: GetServer, _ delivery: Delivery) async throws -> ServerSpecification {
        context.tracer.mark("conductor: question taken", step: 15, from: delivery.sentAt)
        let specification = try await context.tracer.span("conductor: server asked of the database", step: 16) {
            try await database.read { connection -> ServerSpecification in
                let server = try connection.table(Server.self).present(question.serverID)
                guard server.host == question.host else {
                    throw Fault.conflict("Instance \(server.id) does not belong on host \(question.host).")
                }
                let request = try connection.table(ServerRequest.self).find(server.id)
                let task = try connection.tasks(of: [server.id]).first
                return server.specification(request, task)
            }
        }
        context.tracer.mark("conductor: server read", step: 17, note: specification.flavor.name)
        context.tracer.mark("conductor: answer", step: 18, note: question.host)
        return specification
    }

    @Sendable private func listServers(_ question: ListHostServers, _ delivery: Delivery) async throws
        -> ListHostServers.Reply
    {
        try await database.read { connection in
            let servers = try connection.table(Server.self).onHost(question.host)
            let requests = Dictionary(
                try connection.table(ServerRequest.self).find(keys: servers.map(\.id)).map { ($0.id, $0) },
                uniquingKeysWith: { $1 })
            let tasks = Dictionary(
                try connection.tasks(of: servers.map(\.id)).map { ($0.resource, $0) },
                uniquingKeysWith: { first, _ in first })
            return .init(servers: servers.map { $0.specification(requests[$0.id], tasks[$0.resource]) })
        }
    }

    /// Shown to users while they wait; nothing rests on it.
    private func progress(_ message: BuildProgress) async throws {
        guard let state = TaskState(rawValue: message.taskState) else { return }
        try await database.write { connection in
            try connection.noteProgress(state, ofBuilding: message.serverID)
        }
    }

    private func finished(_ message: BuildFinished) async throws {
        let queue = context.queue
        try await database.write { connection in
            try queue.signal(
                connection, taskID: message.taskID,
                BuildServerTask.Outcome(host: message.host, ports: message.ports, failure: message.failure))
        }
    }

    private func finished(_ message: OperationFinished) async throws {
        let queue = context.queue
        try await database.write { connection in
            try queue.signal(
                connection, taskID: message.taskID,
                OperationOutcome(operation: message.operation, power: message.power, failure: message.failure))
        }
    }
}
