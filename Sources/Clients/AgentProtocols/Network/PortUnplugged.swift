package import CloudMessaging

/// Agent to conductor: the port's device is gone from this host. May be said twice.
package struct PortUnplugged: CallMessage {
    package typealias Reply = Acknowledgement
    package static let name = "network.port_unplugged"
    package var host: String
    package var portID: String

    package init(host: String, portID: String) {
        self.host = host
        self.portID = portID
    }
}
