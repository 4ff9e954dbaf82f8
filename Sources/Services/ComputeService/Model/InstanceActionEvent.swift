import CloudCore

/// A part of an action: what which process did, and how it ended.
struct InstanceActionEvent: Sendable, Codable, Hashable {
    /// Action and event: a retried event is one event.
    var id: String
    var actionID: String
    /// `compute__do_build_and_run_instance`, …: the field's names.
    var event: String
    var host: String?
    var startedAt: Timestamp
    var finishedAt: Timestamp?
    /// `Success` or `Error`.
    var result: String?
    /// What went wrong, for administrators.
    var traceback: String?
}
