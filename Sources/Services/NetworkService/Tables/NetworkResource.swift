import CloudCore
import CloudSQL

/// What every resource of the API has.
protocol NetworkResource: Versioned {
    var id: String { get }
    var projectID: String { get }
    var tags: [String] { get set }
    var createdAt: Timestamp { get }
    var updatedAt: Timestamp { get set }
}
