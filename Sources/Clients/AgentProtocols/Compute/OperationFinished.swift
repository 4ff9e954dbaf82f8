import CloudMessaging

/// Agent → conductor (cast): an operation other than a build has ended. Wakes its task.
package struct OperationFinished: Message {
    package static let name = "compute.operation_finished"
    package var serverID: String
    package var taskID: String
    package var host: String
    package var operation: ComputeOperation
    package var power: ComputePowerState
    package var failure: ComputeFailure?

    package init(
        serverID: String, taskID: String, host: String, operation: ComputeOperation, power: ComputePowerState,
        failure: ComputeFailure? = nil
    ) {
        self.serverID = serverID
        self.taskID = taskID
        self.host = host
        self.operation = operation
        self.power = power
        self.failure = failure
    }
}
