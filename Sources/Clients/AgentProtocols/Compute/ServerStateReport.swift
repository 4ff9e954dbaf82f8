import CloudMessaging

/// Agent → conductor (cast): a guest changed its power state without being asked by us.
package struct ServerStateReport: Message {
    package static let name = "compute.server_state"
    package var serverID: String
    package var host: String
    package var power: ComputePowerState

    package init(serverID: String, host: String, power: ComputePowerState) {
        self.serverID = serverID
        self.host = host
        self.power = power
    }
}
