import CloudAuth
import CloudCore
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudTasks
import ServiceClients

/// What compute's actions and tasks work with.
struct ComputeContext: Sendable {
    let database: Database
    let policy: Policy
    let queue: TaskQueue
    let bus: any Bus
    let clock: CloudClock
    let identifiers: IdentifierSource
    let observability: Observability
    let configuration: ComputeConfiguration
    let placement: PlacementClient
    let images: ImageClient
    let network: NetworkClient
    /// Who says how much a project may have.
    let quotas: any QuotaDriver
    /// A server group of a project's: its policy, and how many of its servers one host may have; nil when there is
    /// none.
    let serverGroup: @Sendable (Connection, _ id: String, _ projectID: String) throws -> (policy: String, maximum: Int)?

    var tracer: Tracer { observability.tracer }
}
