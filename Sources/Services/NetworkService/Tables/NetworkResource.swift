import CloudCore
import CloudSQL

/// What every resource of the API has.
protocol NetworkResource: Versioned {
    var id: String { get }
    var projectID: String { get }
    var tags: [String] { get set }
    var generation: Int64 { get set }
    var createdAt: Timestamp { get }
    var updatedAt: Timestamp { get set }
}

extension NetworkResource {
    static func owned(by projectID: String) -> SQLCondition { SQLCondition("project_id = $1", [.text(projectID)]) }

    /// What is down, and was last changed no later than then.
    static func down(since moment: Int64) -> SQLCondition {
        SQLCondition("updated_at <= $1 AND status = 'DOWN'", [.integer(moment)])
    }
}
