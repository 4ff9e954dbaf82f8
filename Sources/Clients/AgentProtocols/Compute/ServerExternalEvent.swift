import CloudMessaging

/// API → agent (cast): the network service told of a server's port (`network-vif-plugged`, …); the agent may wait for
/// it.
package struct ServerExternalEvent: Message {
    package static let name = "compute.external_event"
    package var serverID: String
    /// `network-vif-plugged`, `network-vif-unplugged`, `network-vif-deleted`, `network-changed`.
    package var event: String
    package var isCompleted: Bool
    /// The port's id.
    package var tag: String?

    package init(serverID: String, event: String, isCompleted: Bool, tag: String?) {
        self.serverID = serverID
        self.event = event
        self.isCompleted = isCompleted
        self.tag = tag
    }
}
