import CloudHTTP
import CloudJSON

/// What a token opens: `/v3/auth/catalog`, `/v3/auth/projects`, `/v3/auth/domains`, `/v3/auth/system`.
struct AccessAPI: Sendable {
    let actions: AccessActions

    var routes: [Route] {
        [
            .get("/v3/auth/catalog", "identity:get_auth_catalog", catalog),
            .get("/v3/auth/projects", "identity:get_auth_projects", projects),
            .get("/v3/auth/domains", "identity:get_auth_domains", domains),
            .get("/v3/OS-FEDERATION/projects", "identity:get_auth_projects", projects),
            .get("/v3/OS-FEDERATION/domains", "identity:get_auth_domains", domains),
            .get("/v3/auth/system", "identity:get_auth_system", system),
        ]
    }

    func catalog(_ request: APIRequest) async throws -> Response {
        let checked = try await actions.catalog(request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("catalog") { TokenBody.catalog(checked, &$0) }
                writer.links(self: request.selfURL)
            }
        }
    }

    func projects(_ request: APIRequest) async throws -> Response {
        await .keystoneList("projects", try await actions.projects(request.caller), request) {
            ProjectsAPI.write($1, request, &$0)
        }
    }

    func domains(_ request: APIRequest) async throws -> Response {
        await .keystoneList("domains", try await actions.domains(request.caller), request) {
            DomainsAPI.write($1, request, &$0)
        }
    }

    func system(_ request: APIRequest) async throws -> Response {
        let places = try await actions.system(request.caller) ? ["all"] : []
        return await .keystoneList("system", places, request) { writer, place in writer.object { $0.field(place, true) }
        }
    }
}
