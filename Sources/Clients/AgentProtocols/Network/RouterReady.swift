package import CloudMessaging

/// Agent to conductor: the router stands here as the state of that generation says. May be said twice.
package struct RouterReady: CallMessage {
    package typealias Reply = Acknowledgement
    package static let name = "network.router_ready"
    package var host: String
    package var routerID: String
    /// That of the `HostNetworkState` which the router was made from.
    package var generation: Int64

    package init(host: String, routerID: String, generation: Int64) {
        self.host = host
        self.routerID = routerID
        self.generation = generation
    }
}
