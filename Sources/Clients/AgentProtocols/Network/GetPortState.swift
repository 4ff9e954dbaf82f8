import CloudMessaging

/// Agent to conductor: one port and what it needs around it; the short way of a boot.
package struct GetPortState: CallMessage {
    package typealias Reply = PortNetworkState
    package static let name = "network.get_port_state"
    package var host: String
    package var portID: String

    package init(host: String, portID: String) {
        self.host = host
        self.portID = portID
    }
}
