import CloudMessaging

/// Agent to conductor: what should be on this host's network, all of it.
package struct GetHostState: CallMessage {
    package typealias Reply = HostNetworkState
    package static let name = "network.get_host_state"
    package var host: String

    package init(host: String) { self.host = host }
}
