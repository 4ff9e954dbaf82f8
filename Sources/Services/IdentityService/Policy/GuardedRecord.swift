import CloudAuth
import CloudSQL

/// A record whose rules look at the record itself: each area's rules stand beside what they may speak of.
protocol GuardedRecord: NamedRecord {
    /// - Parameter record: nil when there is none of that id: the rule is asked all the same, so that who may not see
    ///   it does not hear whether it is there.
    static func target(_ id: String, _ record: Self?) -> PolicyTarget
}

extension IdentityKit {
    /// The record of that id, for whom the rule lets near it.
    /// - Throws: `Fault` 403, or 404 for who may hear that there is none.
    @discardableResult
    func require<R: GuardedRecord>(
        _ type: R.Type = R.self, _ id: String, _ rule: String, _ caller: Caller, _ connection: Connection
    ) throws -> R {
        let record = try connection.table(type).find(id)
        try policy.enforce(rule, caller, R.target(id, record))
        guard let record else { throw R.missing(id) }
        return record
    }
}
