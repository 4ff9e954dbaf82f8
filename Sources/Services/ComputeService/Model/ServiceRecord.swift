import CloudCore

/// A process of compute that reports: an agent, a scheduler, a conductor.
struct ServiceRecord: Sendable, Codable, Hashable {
    /// A UUID, kept over restarts.
    var id: String
    var host: String
    /// `nova-compute`, `nova-scheduler`, `nova-conductor`: what clients know the roles by.
    var binary: String
    var zone: String
    var isDisabled: Bool
    var disabledReason: String?
    var isForcedDown: Bool
    var lastSeenAt: Timestamp?
    var createdAt: Timestamp

    /// Whether it reported within `patience`, and nobody has declared it down.
    func isUp(at now: Timestamp, patience: Duration) -> Bool {
        guard !isForcedDown, let lastSeenAt else { return false }
        return now - lastSeenAt <= patience
    }
}
