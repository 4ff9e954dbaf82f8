import CloudMessaging

/// Wakes a role's runner for a task that is ready now.
package struct WakeTask: Message {
    package static let name = "tasks.wake"
    package var taskID: String

    package init(taskID: String) { self.taskID = taskID }
}
