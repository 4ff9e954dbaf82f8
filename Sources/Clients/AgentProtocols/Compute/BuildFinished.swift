import CloudMessaging

/// Agent → conductor (cast): the guest runs, or cannot be made. Wakes the build's task.
package struct BuildFinished: Message {
    package static let name = "compute.build_finished"
    package var serverID: String
    package var taskID: String
    package var host: String
    /// The server's ports, in the order of its interfaces.
    package var ports: [ComputePort]
    package var failure: ComputeFailure?

    package init(
        serverID: String, taskID: String, host: String, ports: [ComputePort] = [], failure: ComputeFailure? = nil
    ) {
        self.serverID = serverID
        self.taskID = taskID
        self.host = host
        self.ports = ports
        self.failure = failure
    }
}
