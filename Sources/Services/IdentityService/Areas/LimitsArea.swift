import CloudHTTP
import CloudSQL

/// Unified limits: how much of the cloud's resources projects and domains may have.
struct LimitsArea: IdentityArea {
    static let migrations = [RegisteredLimit.migration, Limit.migration]
    static let rules = IdentityPolicy.limits

    let base: IdentityFoundation

    func routes(_ signIn: TokenActions) -> [Route] {
        RegisteredLimitsAPI(actions: RegisteredLimitActions(kit: base.kit)).routes
            + LimitsAPI(actions: LimitActions(kit: base.kit)).routes
    }

    var preparations: [@Sendable () async throws -> Void] { [base.kit.requireTree] }
}
