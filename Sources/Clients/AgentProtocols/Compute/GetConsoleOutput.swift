import CloudMessaging

/// API → agent (call): the end of the guest's console log.
package struct GetConsoleOutput: CallMessage {
    /// The text of the console.
    package struct Reply: Codable, Sendable {
        package var output: String
        package init(output: String) { self.output = output }
    }

    package static let name = "compute.get_console_output"
    package var serverID: String
    /// Lines from the end; nil is all that is kept.
    package var length: Int?

    package init(serverID: String, length: Int? = nil) {
        self.serverID = serverID
        self.length = length
    }
}
