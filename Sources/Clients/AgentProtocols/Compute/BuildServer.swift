import CloudMessaging

/// Conductor or scheduler → agent (cast, step 12): make this server's guest. The agent asks the conductor for the rest,
/// and answers with `BuildFinished`. It may come twice: a guest that stands already is reported as built.
package struct BuildServer: Message {
    package static let name = "compute.build_server"
    package var serverID: String
    package var taskID: String

    package init(serverID: String, taskID: String) {
        self.serverID = serverID
        self.taskID = taskID
    }
}
