import AgentProtocols
import CloudCore
import CloudMessaging

/// What becomes of a host by some ports' newest states.
struct PortChange: Sendable {
    /// The whole host's state with them.
    private(set) var state: HostNetworkState
    private(set) var coming: [(port: HostPort, asked: WorkQueue.Port)] = []
    private(set) var going: [WorkQueue.Port] = []
    /// An answer was older than what is known already: only the whole state tells more.
    private(set) var isStale = false

    /// Asks the service for all of them at once, each in its own request's name.
    static func asking(
        _ bus: any Bus, host: String, _ ports: [WorkQueue.Port], after before: HostNetworkState
    ) async throws -> PortChange {
        let answers = try await withThrowingTaskGroup(of: (Int, PortNetworkState).self) { group in
            for (index, port) in ports.enumerated() {
                group.addTask {
                    let question = GetPortState(host: host, portID: port.id)
                    return try await RequestContext.$current.withValue(port.context) {
                        (index, try await bus.call(question, to: .networkConductor, within: .seconds(10)))
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // The newest last: each tells of its network as a whole.
        let ordered = answers.sorted { ($0.1.generation, $0.0) < ($1.1.generation, $1.0) }
        return PortChange(ordered.map { (ports[$0.0], $0.1) }, after: before)
    }

    init(_ answers: [(WorkQueue.Port, PortNetworkState)], after before: HostNetworkState) {
        state = before
        for (asked, answer) in answers {
            guard answer.generation >= before.generation else {
                isStale = true
                continue
            }
            state = state.with(answer, of: asked.id)
            if let port = answer.port { coming.append((port, asked)) } else { going.append(asked) }
        }
    }
}
