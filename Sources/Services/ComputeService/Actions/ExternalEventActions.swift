import AgentProtocols
import CloudAuth
import CloudCore
import CloudMessaging
import CloudSQL
import CloudTasks

/// What other services tell of servers: their ports and volumes changed.
struct ExternalEventActions: Sendable {
    let context: ComputeContext

    /// One event, and how it was taken (200, 404: no such server, 422: it is on no host).
    struct Event: Sendable {
        var name: String
        var serverID: String
        var status: String
        var tag: String?
        var code = 200
    }

    func take(_ events: [Event], _ caller: Caller) async throws -> [Event] {
        try context.policy.enforce("os_compute_api:os-server-external-events:create", caller)
        let ids = events.map(\.serverID)
        let servers = try await context.database.write { connection in
            let servers = Dictionary(
                try connection.table(Server.self).find(keys: ids).filter { $0.vmState != .deleted }.map { ($0.id, $0) },
                uniquingKeysWith: { $1 })
            // A build reports its ports itself; what changes later is asked for.
            let changed = Set(
                events.filter { $0.name != "network-vif-plugged" && $0.name.hasPrefix("network-") }.map(\.serverID))
            for id in changed where servers[id]?.launchedAt != nil { try refresh(id, connection) }
            return servers
        }
        var answers: [Event] = []
        for event in events {
            var answer = event
            if let server = servers[event.serverID] {
                if let host = server.host {
                    try await context.bus.cast(
                        ServerExternalEvent(
                            serverID: server.id, event: event.name, isCompleted: event.status == "completed",
                            tag: event.tag),
                        to: ComputeTopics.agent(host))
                } else {
                    answer.code = 422
                }
            } else {
                answer.code = 404
            }
            answers.append(answer)
        }
        return answers
    }

    /// One refresh that has not begun serves all who ask for it meanwhile.
    private func refresh(_ id: String, _ connection: Connection) throws {
        let resource = RefreshNetworkTask.resource(id)
        let waiting = try connection.table(TaskRow.self).exists(
            where: [.init("resource", .isIn, [.string(resource)]), .init("lease_owner", .isIn, [.null])])
        guard !waiting else { return }
        try context.queue.enqueue(
            connection, RefreshNetworkTask.name, resource: resource, state: RefreshNetworkTask.State(serverID: id))
    }
}
