import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import CloudObservability
import HTTPTypes
import Testing

/// The pipeline holds tokens of application credentials to their access rules.
@Suite struct AccessRuleEnforcementTests {
    /// Tokens are named after the service of their only rule: `GET /v2/things/*`.
    private struct Tokens: TokenVerifier {
        func caller(of token: String) async throws -> Caller? {
            let rules =
                token == "free" || token == "service"
                ? nil : [AccessRule(service: token, method: "GET", path: "/v2/things/*")]
            return Caller(
                token: token, user: .init(id: "u", name: "u"), userDomain: .init(id: "d", name: "d"), scope: .unscoped,
                roles: token == "service" ? ["service"] : ["member"], expiresAt: Timestamp(seconds: 1),
                accessRules: token == "nothing" ? [] : rules)
        }
    }

    private func status(
        _ method: HTTPRequest.Method, _ path: String, _ token: String, service: String? = nil
    ) async -> Int {
        let answer: Route.Answer = { .json(["known": .bool($0.optionalCaller != nil)] as JSON) }
        let pipeline = Pipeline(
            ServiceAPI(
                name: "volume", mount: "/volume",
                routes: [
                    .get("/v2/things/{id}", "-", answer), .delete("/v2/things/{id}", "-", answer),
                    .get("/v2/open", "-") { request in
                        Response(request.optionalCaller == nil ? .accepted : .ok)
                    }.open(),
                ], faults: PipelineTests.PlainFaults(), tokens: Tokens(),
                serviceTypes: ["volumev3", "block-storage"]), observability: .silent())
        var headers: HTTPFields = [.authToken: token]
        headers[.serviceToken] = service
        return await pipeline.respond(to: Request(method, "/volume" + path, headers: headers)).status.code
    }

    @Test func refusesWhatNoRuleNames() async {
        #expect(await status(.get, "/v2/things/1", "volumev3") == 200)
        #expect(await status(.get, "/v2/things/1", "block-storage") == 200)
        #expect(await status(.get, "/v2/things/1", "compute") == 401)
        #expect(await status(.delete, "/v2/things/1", "volumev3") == 401)
        #expect(await status(.head, "/v2/things/1", "volumev3") == 401)
        #expect(await status(.get, "/v2/things/1", "nothing") == 401)
        #expect(await status(.get, "/v2/unknown", "volumev3") == 401)
        #expect(await status(.get, "/v2/things/%2e%2e", "volumev3") == 200)
        #expect(await status(.delete, "/v2/things/1", "free") == 200)
    }

    @Test func letsServicesForward() async {
        #expect(await status(.delete, "/v2/things/1", "volumev3", service: "service") == 200)
        #expect(await status(.delete, "/v2/things/1", "volumev3", service: "free") == 401)
    }

    /// On a path that is open to all, the token counts for nothing.
    @Test func openPathsStayOpen() async {
        #expect(await status(.get, "/v2/open", "volumev3") == 202)
        #expect(await status(.get, "/v2/open", "free") == 200)
    }
}
