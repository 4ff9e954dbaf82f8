/// What is being done to a server. Set only while a task row owns it.
enum TaskState: String, Codable, Sendable, CaseIterable {
    case scheduling, networking, spawning
    case blockDeviceMapping = "block_device_mapping"
    case poweringOff = "powering-off"
    case poweringOn = "powering-on"
    case rebooting
    case rebootingHard = "rebooting_hard"
    case pausing, unpausing, suspending, resuming, deleting
    case imageSnapshot = "image_snapshot"
}
