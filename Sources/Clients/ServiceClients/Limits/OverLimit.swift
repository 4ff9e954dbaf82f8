/// A project, or a domain with all its projects, would use more than it may.
package struct OverLimit: Error, Sendable, Hashable {
    package struct Excess: Sendable, Hashable {
        package var resource: String
        package var limit: Int
        package var used: Int
        package var delta: Int
    }

    package var projectID: String?
    package var excesses: [Excess]

    /// In oslo.limit's words.
    package var message: String {
        let parts = excesses.map {
            "Resource \($0.resource) is over limit of \($0.limit) due to current usage \($0.used) and delta \($0.delta)"
        }
        return "Project \(projectID ?? "None") is over a limit for [\(parts.joined(separator: ", "))]"
    }
}
