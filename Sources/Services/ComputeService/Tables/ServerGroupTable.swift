import CloudCore
import CloudSQL

extension ServerGroup: Record {
    static let table = "server_groups"
    static let migration = Migration(
        23, "server groups",
        [
            """
            CREATE TABLE server_groups (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, project_id TEXT NOT NULL, user_id TEXT NOT NULL,
                policy TEXT NOT NULL, maximum_per_host INTEGER, created_at BIGINT NOT NULL)
            """,
            "CREATE INDEX server_groups_by_project ON server_groups (project_id, created_at)",
        ])
}

extension Connection {
    /// A group of the project's: its policy, and how many of its servers one host may have.
    func serverGroup(_ id: String, ofProject projectID: String) throws -> (policy: String, maximum: Int)? {
        guard let group = try table(ServerGroup.self).find(id), group.projectID == projectID else { return nil }
        return (group.policy, group.maximumPerHost ?? 1)
    }

    /// The servers of each group.
    func members(ofGroups ids: [String]) throws -> [String: [String]] {
        let servers = try table(Server.self).list(
            ListQuery(
                filters: [.init("server_group_id", ids.map { .string($0) }), .init("deleted_at", [.null])],
                order: [.init("created_at")]))
        return Dictionary(grouping: servers) { $0.serverGroupID ?? "" }.mapValues { $0.map(\.id) }
    }
}
