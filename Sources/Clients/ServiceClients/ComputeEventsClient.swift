import CloudHTTP
import CloudJSON
import HTTPTypes

/// Tells compute what happened outside of it to its servers (`POST /v2.1/os-server-external-events`).
package struct ComputeEventsClient: Sendable {
    /// One event, as Nova names them.
    package struct Event: Sendable, Codable, Hashable {
        /// `network-vif-plugged`, `network-vif-unplugged`, `network-vif-deleted`, `network-changed`.
        package var name: String
        package var serverID: String
        /// The port's id.
        package var tag: String
        /// `completed` or `failed`.
        package var status: String

        package init(name: String, serverID: String, tag: String, status: String = "completed") {
            self.name = name
            self.serverID = serverID
            self.tag = tag
            self.status = status
        }
    }

    private let session: ServiceSession
    private let compute: ServiceEndpoint

    package init(session: ServiceSession, compute: ServiceEndpoint) {
        self.session = session
        self.compute = compute
    }

    /// A server that compute does not know (any more) is no error.
    /// - Throws: `Fault` 503 when compute cannot be reached or does not take the events now.
    package func send(_ events: [Event]) async throws {
        let bodies = events.map { event -> JSON in
            [
                "name": .string(event.name), "server_uuid": .string(event.serverID), "tag": .string(event.tag),
                "status": .string(event.status),
            ]
        }
        let response = try await session.send(
            .json(.post, "/v2.1/os-server-external-events", ["events": .array(bodies)] as JSON), to: compute)
        // 207: some servers are not there, or not on any host yet.
        if response.status.kind == .successful || response.status == .notFound { return }
        _ = try await response.checked("Telling compute of network events")
    }
}
