import CloudMessaging

/// Agent → conductor (cast): how far a build is, for `task_state`: `networking`, `block_device_mapping`, `spawning`.
package struct BuildProgress: Message {
    package static let name = "compute.build_progress"
    package var serverID: String
    package var taskID: String
    package var taskState: String

    package init(serverID: String, taskID: String, taskState: String) {
        self.serverID = serverID
        self.taskID = taskID
        self.taskState = taskState
    }
}
