/// Whether a port carries packets. `BUILD` stands only while a plug task owns the port.
enum PortStatus: String, Sendable, Codable {
    case active = "ACTIVE"
    case down = "DOWN"
    case build = "BUILD"
    /// Of ports that need no plugging (a floating IP's).
    case notApplicable = "N/A"
}
