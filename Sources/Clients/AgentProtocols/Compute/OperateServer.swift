import CloudMessaging

/// Conductor → agent (cast): do this to the guest, and answer with `OperationFinished`. It may come twice; a guest that
/// is already so is reported as done. `delete` of a guest that is not there is done: disks, ports' plugs and files go.
package struct OperateServer: Message {
    package static let name = "compute.operate_server"
    package var serverID: String
    /// The task that waits for the answer; empty: nobody does.
    package var taskID: String
    package var operation: ComputeOperation
    /// `snapshot` only: the image to upload into; it stands queued.
    package var imageID: String?

    package init(serverID: String, taskID: String, operation: ComputeOperation, imageID: String? = nil) {
        self.serverID = serverID
        self.taskID = taskID
        self.operation = operation
        self.imageID = imageID
    }
}
