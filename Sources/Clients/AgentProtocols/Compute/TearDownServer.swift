package import CloudMessaging

/// Conductor or scheduler → agent (call): nothing of this server may stay on the host. Answered when its guest and
/// files are gone; a build that is under way there ends first.
package struct TearDownServer: CallMessage {
    package typealias Reply = Acknowledgement
    package static let name = "compute.tear_down_server"
    package var serverID: String

    package init(serverID: String) { self.serverID = serverID }
}
