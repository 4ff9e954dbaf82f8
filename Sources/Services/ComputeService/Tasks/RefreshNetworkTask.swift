import CloudSQL
import CloudTasks

/// Brings a server's network info up to date after the network service told of a change.
struct RefreshNetworkTask: Sendable {
    static let name = "refresh_network"

    struct State: Codable, Sendable {
        var serverID: String
    }

    let refresh: NetworkRefresh

    var kind: TaskKind {
        TaskKind(
            Self.name, State.self, deadline: .seconds(600),
            steps: [
                TaskStep("ask the network service", role: "conductor") { state, _ in
                    try await refresh.server(state.serverID)
                    return .done
                }
            ], succeeded: { _, _ in }, failed: { _, _, _ in })
    }

    /// Apart from the server's other tasks: it must not wait for a build's end.
    static func resource(_ serverID: String) -> String { "server-network/\(serverID)" }
}
