import CloudMessaging

/// Agent → conductor (call, steps 14 to 19): what is this server.
///
/// Throws 404 when there is none (any more), 409 when it does not belong on this host.
package struct GetServer: CallMessage {
    package typealias Reply = ServerSpecification

    package static let name = "compute.get_server"
    package var serverID: String
    package var host: String

    package init(serverID: String, host: String) {
        self.serverID = serverID
        self.host = host
    }
}
