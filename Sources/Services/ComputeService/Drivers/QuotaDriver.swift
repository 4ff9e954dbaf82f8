/// Who says how much a project may have: compute's own rows, or identity's unified limits.
protocol QuotaDriver: Sendable {
    /// The limits of a project, with all that must be asked elsewhere before the transaction that counts.
    /// - Throws: `Fault` 503 when they cannot be had: nothing is allowed then.
    func limits(ofProject id: String?) async throws -> any ProjectQuota
}
