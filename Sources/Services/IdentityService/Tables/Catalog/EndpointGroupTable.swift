import CloudCore
import CloudSQL

extension EndpointGroup: NamedRecord {
    static let table = "endpoint_groups"
    static let migration = Migration(
        30, "endpoint groups",
        [
            """
            CREATE TABLE endpoint_groups (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, filters TEXT NOT NULL)
            """,
            "CREATE INDEX endpoint_groups_by_name ON endpoint_groups (name, id)",
        ])

    /// Which projects see which endpoints and groups of them.
    static let associations = Migration(
        31, "endpoint filter",
        [
            """
            CREATE TABLE project_endpoints (
                project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
                endpoint_id TEXT NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
                PRIMARY KEY (project_id, endpoint_id))
            """,
            "CREATE INDEX project_endpoints_by_endpoint ON project_endpoints (endpoint_id)",
            """
            CREATE TABLE project_endpoint_groups (
                project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
                endpoint_group_id TEXT NOT NULL REFERENCES endpoint_groups (id) ON DELETE CASCADE,
                PRIMARY KEY (project_id, endpoint_group_id))
            """,
            "CREATE INDEX project_endpoint_groups_by_group ON project_endpoint_groups (endpoint_group_id)",
        ])

    static func missing(_ id: String) -> Fault { .missing("Endpoint Group", id) }
}

extension Connection {
    /// Whether any project is given any endpoint: else there is nothing to look up for a token.
    func hasEndpointFilters() throws -> Bool {
        try scalar("SELECT 1 FROM project_endpoints LIMIT 1") != nil
            || scalar("SELECT 1 FROM project_endpoint_groups LIMIT 1") != nil
    }

    func endpointGroups(of projectID: String) throws -> [EndpointGroup] {
        try table(EndpointGroup.self).find(keys: EndpointFilter.group.ids(of: projectID, self)).sorted { $0.id < $1.id }
    }

    /// Those of the endpoints that the project is given, by themselves or by group.
    func endpoints(givenTo projectID: String, among all: [Endpoint]) throws -> [Endpoint] {
        let single = Set(try EndpointFilter.endpoint.ids(of: projectID, self))
        let groups = try endpointGroups(of: projectID)
        return all.filter { endpoint in single.contains(endpoint.id) || groups.contains { $0.contains(endpoint) } }
    }
}
