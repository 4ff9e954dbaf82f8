import AgentProtocols

/// How an operation on a host ended, as its task is told it.
struct OperationOutcome: Codable, Sendable {
    var operation: ComputeOperation
    var power: ComputePowerState
    var failure: ComputeFailure?
}
