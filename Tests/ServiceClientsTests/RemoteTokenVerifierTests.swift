import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import CloudObservability
import HTTPTypes
import ServiceClients
import Testing

@Suite struct RemoteTokenVerifierTests {
    /// An identity that gives the token away only to those who say that they enforce access rules.
    private struct Identity: Transport {
        let rules: JSON?

        func send(_ request: Request) async throws -> Response {
            var token: [String: JSON] = [
                "user": ["id": "u", "name": "u", "domain": ["id": "d", "name": "d"]],
                "expires_at": "2999-01-01T00:00:00.000000Z",
            ]
            if request.method == .post {
                return Response.json(.created, ["token": .object(token)] as JSON).with(.subjectToken, "own")
            }
            guard request.headers[.accessRulesVersion] == "1.0" else { return .json(.notFound, [:] as JSON) }
            if let rules { token["application_credential"] = ["id": "c", "access_rules": rules] }
            return .json(.ok, ["token": .object(token)] as JSON)
        }
    }

    private func caller(_ rules: JSON?) async throws -> Caller? {
        let endpoint = ServiceEndpoint(Identity(rules: rules), path: "/identity")
        let session = ServiceSession(
            identity: endpoint, credentials: ServiceCredentials(username: "compute", password: "x"))
        let verifier = RemoteTokenVerifier(
            session: session, identity: endpoint, tracer: Observability.silent().tracer)
        return try await verifier.caller(of: "token")
    }

    @Test func readsAccessRules() async throws {
        let rules = try await caller([["id": "r", "service": "compute", "method": "GET", "path": "/v2.1/servers"]])
        #expect(rules?.accessRules == [AccessRule(service: "compute", method: "GET", path: "/v2.1/servers")])
        #expect(try await caller(nil)?.accessRules == nil)
        #expect(try await caller([])?.accessRules == [])
        // A rule that cannot be read allows nothing.
        let broken = try await caller([5])
        #expect(broken?.accessRules?.first?.allows("GET", ["/v2.1/servers"]) == false)
    }
}
