package import CloudMessaging

/// Agent to conductor: the port's device stands, is filtered, and its DHCP lease is known. May be said twice.
package struct PortPlugged: CallMessage {
    package typealias Reply = Acknowledgement
    package static let name = "network.port_plugged"
    package var host: String
    package var portID: String
    package var device: String
    /// The network namespace that the device is in.
    package var namespace: String

    package init(host: String, portID: String, device: String, namespace: String) {
        self.host = host
        self.portID = portID
        self.device = device
        self.namespace = namespace
    }
}
