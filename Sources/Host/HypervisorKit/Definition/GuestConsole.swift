/// Where a guest's consoles are found on the host; absolute paths, those of sockets at most 107 bytes long.
package struct GuestConsole: Sendable, Codable, Equatable {
    /// All that the serial line ever printed, also with nobody connected.
    package var log: String
    /// The serial line itself, one client at a time.
    package var serialSocket: String?
    /// VNC without a password: whoever may open the socket may look.
    package var vncSocket: String?

    package init(log: String, serialSocket: String? = nil, vncSocket: String? = nil) {
        self.log = log
        self.serialSocket = serialSocket
        self.vncSocket = vncSocket
    }
}
