import CloudSQL

/// What a project is given to see: an endpoint or a group of them.
enum EndpointFilter: String, Sendable {
    case endpoint
    case group = "endpoint_group"

    private var table: String { self == .endpoint ? "project_endpoints" : "project_endpoint_groups" }
    private var column: String { rawValue + "_id" }

    func isGiven(_ id: String, to projectID: String, _ connection: Connection) throws -> Bool {
        try connection.scalar(
            "SELECT 1 FROM \(table) WHERE project_id = $1 AND \(column) = $2", [.text(projectID), .text(id)]) != nil
    }

    /// Throws the store's unique violation when it is given already.
    func give(_ id: String, to projectID: String, _ connection: Connection) throws {
        try connection.execute(
            "INSERT INTO \(table) (project_id, \(column)) VALUES ($1, $2)", [.text(projectID), .text(id)])
    }

    /// False when the project did not have it.
    func take(_ id: String, from projectID: String, _ connection: Connection) throws -> Bool {
        try connection.execute(
            "DELETE FROM \(table) WHERE project_id = $1 AND \(column) = $2", [.text(projectID), .text(id)]) > 0
    }

    func projects(having id: String, _ connection: Connection) throws -> [Project] {
        try connection.all(
            Project.self,
            """
            SELECT projects.* FROM projects JOIN \(table) f ON f.project_id = projects.id WHERE f.\(column) = $1
            ORDER BY projects.id
            """,
            [.text(id)])
    }

    func ids(of projectID: String, _ connection: Connection) throws -> [String] {
        try connection.all(
            String.self, "SELECT \(column) FROM \(table) WHERE project_id = $1 ORDER BY \(column)", [.text(projectID)])
    }
}
