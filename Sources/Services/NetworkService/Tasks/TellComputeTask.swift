import CloudCore
import CloudSQL
import CloudTasks
import ServiceClients

/// Tells compute that something about a server's port changed, again and again until it took it.
enum TellComputeTask {
    static let kindName = "network.tell_compute"

    struct State: Codable, Sendable {
        var event: String
        var serverID: String
        var portID: String
    }

    static func kind(_ compute: ComputeEventsClient?) -> TaskKind {
        TaskKind(
            kindName, State.self, deadline: .seconds(300),
            steps: [
                TaskStep("tell compute", role: "conductor") { state, _ in
                    try await compute?.send([
                        .init(name: state.event, serverID: state.serverID, tag: state.portID)
                    ])
                    return .done
                }
            ],
            succeeded: { _, _ in },
            // Compute looks at ports by itself from time to time: an event lost for minutes does no harm.
            failed: { _, _, _ in })
    }
}
