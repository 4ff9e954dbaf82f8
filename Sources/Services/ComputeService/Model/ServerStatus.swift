/// The one word that clients know a server's state by.
enum ServerStatus: String, Sendable, CaseIterable {
    case active = "ACTIVE"
    case build = "BUILD"
    case reboot = "REBOOT"
    case hardReboot = "HARD_REBOOT"
    case paused = "PAUSED"
    case suspended = "SUSPENDED"
    case shutoff = "SHUTOFF"
    case error = "ERROR"
    case deleted = "DELETED"

    init(_ vmState: VMState, _ taskState: TaskState?) {
        switch (vmState, taskState) {
        case (.active, .rebooting): self = .reboot
        case (.active, .rebootingHard): self = .hardReboot
        case (.active, _): self = .active
        case (.building, _): self = .build
        case (.paused, _): self = .paused
        case (.suspended, _): self = .suspended
        case (.stopped, _): self = .shutoff
        case (.error, _): self = .error
        case (.deleted, _): self = .deleted
        }
    }

    /// The states that show as this status; nil as a task state list: any but those of other statuses.
    var states: (vmState: VMState, taskState: TaskState?) {
        switch self {
        case .active: (.active, nil)
        case .build: (.building, nil)
        case .reboot: (.active, .rebooting)
        case .hardReboot: (.active, .rebootingHard)
        case .paused: (.paused, nil)
        case .suspended: (.suspended, nil)
        case .shutoff: (.stopped, nil)
        case .error: (.error, nil)
        case .deleted: (.deleted, nil)
        }
    }

    /// Whether a server in this status shows how far its operation is.
    var showsProgress: Bool { self == .active || self == .build }
    var showsFault: Bool { self == .error || self == .deleted }
}
