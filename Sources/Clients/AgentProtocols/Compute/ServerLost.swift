import CloudMessaging

/// Agent → conductor (cast): the guest of a server that should run is not there any more, and cannot be made again.
package struct ServerLost: Message {
    package static let name = "compute.server_lost"
    package var serverID: String
    package var host: String
    package var failure: ComputeFailure

    package init(serverID: String, host: String, failure: ComputeFailure) {
        self.serverID = serverID
        self.host = host
        self.failure = failure
    }
}
