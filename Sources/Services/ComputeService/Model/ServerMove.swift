import AgentProtocols
import CloudCore

/// What may be done to a server, and in which states: the one place for it.
enum ServerMove: String, Sendable, CaseIterable {
    case start, stop, softReboot, hardReboot, pause, unpause, suspend, resume, delete, createImage, updateMetadata

    /// The action's name in messages and among the instance actions.
    var name: String {
        switch self {
        case .softReboot, .hardReboot: "reboot"
        case .updateMetadata: "update metadata"
        default: rawValue
        }
    }

    /// States in which it is legal; nil: all.
    var vmStates: Set<VMState>? {
        switch self {
        case .start: [.stopped]
        case .stop: [.active, .error]
        case .softReboot, .pause, .suspend: [.active]
        case .hardReboot: [.active, .stopped, .paused, .suspended, .error]
        case .unpause: [.paused]
        case .resume: [.suspended]
        case .delete: nil
        case .createImage: [.active, .stopped, .paused, .suspended]
        case .updateMetadata: [.active, .stopped, .paused, .suspended]
        }
    }

    /// What may be under way while it is asked for; nothing may be, by default.
    private func allows(during task: TaskState) -> Bool {
        switch self {
        case .delete: true
        case .hardReboot: [.rebooting, .rebootingHard, .resuming, .unpausing, .pausing, .suspending].contains(task)
        default: false
        }
    }

    /// Whether the server must have run once.
    private var needsLaunched: Bool { self != .delete && self != .updateMetadata }

    /// What is under way once it was begun; nil: it is done at once.
    var taskState: TaskState? {
        switch self {
        case .start: .poweringOn
        case .stop: .poweringOff
        case .softReboot: .rebooting
        case .hardReboot: .rebootingHard
        case .pause: .pausing
        case .unpause: .unpausing
        case .suspend: .suspending
        case .resume: .resuming
        case .delete: .deleting
        case .createImage: .imageSnapshot
        case .updateMetadata: nil
        }
    }

    /// What the host's agent is asked for.
    var operation: ComputeOperation? {
        switch self {
        case .start: .start
        case .stop: .stop
        case .softReboot: .softReboot
        case .hardReboot: .hardReboot
        case .pause: .pause
        case .unpause: .unpause
        case .suspend: .suspend
        case .resume: .resume
        case .delete: .delete
        case .createImage: .snapshot
        case .updateMetadata: nil
        }
    }

    /// What the server is when it is done; nil: what it was.
    var outcome: (vmState: VMState, power: ComputePowerState)? {
        switch self {
        case .start, .softReboot, .hardReboot, .unpause, .resume: (.active, .running)
        case .stop: (.stopped, .shutdown)
        case .pause: (.paused, .paused)
        case .suspend: (.suspended, .shutdown)
        case .delete: (.deleted, .noState)
        case .createImage, .updateMetadata: nil
        }
    }

    /// - Throws: 409 in Nova's words.
    func check(_ server: Server) throws(Fault) {
        let cannot = "Cannot '\(name)' instance \(server.id) while it is in"
        if let vmStates, !vmStates.contains(server.vmState) {
            throw Fault.conflict("\(cannot) vm_state \(server.vmState.rawValue)")
        }
        if let task = server.taskState, !allows(during: task) {
            throw Fault.conflict("\(cannot) task_state \(task.rawValue)")
        }
        if needsLaunched, server.launchedAt == nil {
            throw Fault.conflict("Cannot '\(name)' an instance which has never been active")
        }
    }
}
