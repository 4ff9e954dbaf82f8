import CloudSQL

/// The limits of one project, checked in the transaction that uses more of them.
protocol ProjectQuota: Sendable {
    /// What the quota APIs show.
    func shown(_ connection: Connection) throws -> QuotaLimits

    /// How many servers of that size may be made, at least `minimum`.
    /// - Throws: `Fault` 403 in Nova's words, as all of these.
    func serverCount(minimum: Int, maximum: Int, _ flavor: Flavor, hasImage: Bool, _ connection: Connection) throws
        -> Int

    /// Counts what a request or a list holds.
    /// - Parameters:
    ///   - used: what is there already; 0 where the whole is counted anew.
    ///   - refusal: what is said when compute's own limit is passed.
    func check(
        _ resource: QuotaResource, used: Int, more: Int, _ connection: Connection, refusal: (_ limit: Int) -> String
    ) throws
}
