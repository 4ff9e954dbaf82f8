package import CloudCore
package import CloudSQL
import FoundationEssentials

/// A kind of durable task: its steps, and what becomes of its resource in the end.
package struct TaskKind: Sendable {
    struct Step: Sendable {
        var name: String
        var role: String
        /// Takes and gives the state as JSON.
        var perform: @Sendable (String, TaskRun) async throws -> (state: String, result: StepResult)
        var undo: (@Sendable (String, TaskRun) async throws -> String)?
    }

    package let name: String
    package let deadline: Duration
    let steps: [Step]
    let succeeded: @Sendable (Connection, String) throws -> Void
    let failed: @Sendable (Connection, String, Fault) throws -> Void

    /// - Parameters:
    ///   - name: kept in rows: never to be changed while tasks of it may stand.
    ///   - deadline: from its enqueuing to the end of its last step; then it is undone.
    ///   - succeeded: the last state change, in the transaction that ends the task.
    ///   - failed: the same after everything was undone; must leave the resource in a state that says why.
    package init<State: Codable & Sendable>(
        _ name: String, _ type: State.Type, deadline: Duration, steps: [TaskStep<State>],
        succeeded: @escaping @Sendable (Connection, State) throws -> Void,
        failed: @escaping @Sendable (Connection, State, Fault) throws -> Void
    ) {
        self.name = name
        self.deadline = deadline
        self.steps = steps.map { step in
            Step(
                name: step.name, role: step.role,
                perform: { (text: String, run: TaskRun) async throws -> (state: String, result: StepResult) in
                    var state = try Self.decode(State.self, text)
                    let result = try await step.perform(&state, run)
                    return (state: try Self.encode(state), result: result)
                },
                undo: Self.erase(step.undo))
        }
        self.succeeded = { try succeeded($0, try Self.decode(State.self, $1)) }
        self.failed = { try failed($0, try Self.decode(State.self, $1), $2) }
    }

    private static func erase<State: Codable & Sendable>(
        _ undo: TaskStep<State>.Undo?
    ) -> (@Sendable (String, TaskRun) async throws -> String)? {
        guard let undo else { return nil }
        return { text, run in
            var state = try decode(State.self, text)
            try await undo(&state, run)
            return try encode(state)
        }
    }

    static func encode(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: FoundationEssentials.Data(text.utf8))
    }
}
