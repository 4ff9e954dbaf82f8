package import CloudCore

/// One step of a task: what it does, and how that is undone. Both may run more than once and must then find their work
/// done.
package struct TaskStep<State: Codable & Sendable>: Sendable {
    package typealias Perform = @Sendable (inout State, TaskRun) async throws -> StepResult
    package typealias Undo = @Sendable (inout State, TaskRun) async throws -> Void

    package var name: String
    /// The role whose runner performs it: `conductor`, `scheduler`, …
    package var role: String
    let perform: Perform
    let undo: Undo?

    package init(_ name: String, role: String, undo: Undo? = nil, perform: @escaping Perform) {
        self.name = name
        self.role = role
        self.perform = perform
        self.undo = undo
    }
}

/// What a step says when it has run.
package enum StepResult: Sendable {
    /// Done: on to the next step.
    case done
    /// Somebody else works on it and will signal the task; if nobody does within the time, the step is performed again.
    case wait(Duration)
}

/// What a step knows of the run that it is part of.
package struct TaskRun: Sendable {
    package var id: String
    package var resource: String
    /// 1 for the first time that this step is begun.
    package var attempt: Int
    package var deadline: Timestamp
    /// What the task was told while it waited, as JSON; nil when it was not.
    package var signal: String?
    /// Set while undoing: why.
    package var fault: Fault?
}
