import CloudAuth
import CloudHTTP
import CloudJSON

/// `/v2.1/os-migrations`: servers do not move between hosts yet, so there are none.
struct MigrationAPI: Sendable {
    let context: ComputeContext

    func list(_ request: APIRequest) throws -> Response {
        try context.policy.enforce("os_compute_api:os-migrations:index", request.caller)
        return .json { writer in writer.object { $0.field("migrations", [String]()) } }
    }

    var routes: [Route] {
        [.get("/v2.1/os-migrations", "os_compute_api:os-migrations:index") { try list($0) }]
    }
}
