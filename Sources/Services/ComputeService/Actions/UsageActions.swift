import CloudAuth
import CloudCore
import CloudHTTP
import CloudSQL

/// What projects used, computed from the rows of their servers, deleted ones among them while they are kept.
struct UsageActions: Sendable {
    let context: ComputeContext

    /// The stretch of time, and one page of the servers in it.
    struct Wish: Sendable {
        var start: Timestamp
        var stop: Timestamp
        var limit: Int?
        var marker: String?
    }

    /// Usage by project, and the last server of the page when there are more.
    struct Answer: Sendable {
        var usages: [ProjectUsage]
        var next: String?
    }

    func list(_ wish: Wish, _ caller: Caller) async throws -> Answer {
        try context.policy.enforce("os_compute_api:os-simple-tenant-usage:list", caller)
        return try await usage(wish, [])
    }

    func show(_ projectID: String, _ wish: Wish, _ caller: Caller) async throws -> Answer {
        try context.policy.enforce("os_compute_api:os-simple-tenant-usage:show", caller, .project(projectID))
        return try await usage(wish, [.init("project_id", [.string(projectID)])])
    }

    private func usage(_ wish: Wish, _ filters: [ListQuery.Filter]) async throws -> Answer {
        try await context.database.read { connection in
            let query = ListQuery(filters: filters, marker: wish.marker, limit: wish.limit)
            let page = try connection.table(Server.self).page(query, and: Server.alive(from: wish.start, to: wish.stop))
            let usages = Dictionary(grouping: page.items, by: \.projectID).sorted { $0.key < $1.key }
                .map { ProjectUsage(projectID: $0.key, start: wish.start, stop: wish.stop, servers: $0.value) }
            return Answer(usages: usages, next: page.hasMore ? page.items.last?.id : nil)
        }
    }
}
