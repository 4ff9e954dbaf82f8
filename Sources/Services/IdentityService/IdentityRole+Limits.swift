import CloudHTTP
import CloudSQL

/// Unified limits.
extension IdentityRole {
    static let limitMigrations = [
        RegisteredLimit.migration, Limit.migration, PageIndexes.migration, PageIndexes.byName,
    ]

    static func limitRoutes(_ kit: IdentityKit) -> [Route] {
        RegisteredLimitsAPI(actions: RegisteredLimitActions(kit: kit)).routes
            + LimitsAPI(actions: LimitActions(kit: kit)).routes
    }

    /// - Throws: `Fault` when the projects' tree is deeper than the enforcement model of limits allows.
    static func requireTree(_ kit: IdentityKit) async throws {
        let model = kit.limitModel
        try await kit.store.read { try LimitHierarchy(model: model, connection: $0).checkTree() }
    }
}
