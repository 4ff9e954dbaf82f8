import CloudMessaging

/// Wakes a host's network agent for one port that is bound to its host (or no longer is). It asks with `GetPortState`.
package struct PortChanged: Message {
    package static let name = "network.port_changed"
    package var portID: String

    package init(portID: String) { self.portID = portID }
}
