import CloudAuth
import CloudCore
import CloudSQL

/// How much is in use: of a provider, and by a project or one of its users.
struct UsageActions: Sendable {
    let database: Database
    let policy: Policy
    let forest: ForestCache

    func list(ofProvider uuid: String, _ caller: Caller) async throws -> (generation: Int64, used: [String: Int64]) {
        try policy.enforce("placement:resource_providers:usages", caller)
        let state = try await forest.provider(
            uuid, missing: "No resource provider with uuid \(uuid) found: No resource provider with uuid \(uuid) found")
        let used = Dictionary(state.stocks.map { ($0.name, $0.used) }, uniquingKeysWith: { $1 })
        return (state.provider.generation, used)
    }

    func list(project: String, user: String?, _ grouping: ProjectUsage.Grouping, _ caller: Caller) async throws
        -> [ProjectUsage]
    {
        try policy.enforce("placement:usages", caller, .project(project))
        return try await database.read { try $0.usages(ofProject: project, user: user, grouping) }
    }
}
