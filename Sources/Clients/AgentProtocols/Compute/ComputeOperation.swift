/// What an agent is asked to do to a guest.
package enum ComputeOperation: String, Codable, Sendable, CaseIterable {
    case build, delete, start, stop
    /// Asks the guest to restart, and forces it when it does not.
    case softReboot = "soft-reboot"
    case hardReboot = "hard-reboot"
    case pause, unpause, suspend, resume
    /// Uploads the guest's disk as an image.
    case snapshot
}
