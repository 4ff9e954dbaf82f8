import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import CloudObservability
import HTTPTypes
import NIOCore
import Testing

@Suite struct PipelineTests {
    struct PlainFaults: FaultStyle {
        func response(_ fault: Fault, _ context: FaultContext) -> Response {
            .json(HTTPStatus(code: fault.status), ["message": .string(fault.message)] as JSON)
        }
        func fault(_ violation: SchemaViolation) -> Fault { .badRequest(violation.message) }
        func fault(_ denied: PolicyDenied) -> Fault { .forbidden(denied.rule) }
    }

    struct OneToken: TokenVerifier {
        func caller(of token: String) async throws -> Caller? {
            guard token == "good" else { return nil }
            return Caller(
                token: token, user: .init(id: "u", name: "u"), userDomain: .init(id: "d", name: "d"), scope: .unscoped,
                roles: ["member"],
                expiresAt: Timestamp(seconds: 1))
        }
    }

    static func pipeline(_ routes: [Route]) -> Pipeline {
        Pipeline(
            ServiceAPI(
                name: "test", mount: "/test", routes: routes, faults: PlainFaults(),
                microversions: MicroversionRange("test", Microversion(1, 0), Microversion(1, 9)), tokens: OneToken(),
                maximumBody: 100,
                allowedOrigins: ["http://there"]),
            observability: .silent())
    }

    static let echo: Route.Answer = { request in
        .json(["id": .string(request.parameter("id")), "version": .string("\(request.version)")] as JSON)
    }

    static let routes: [Route] = [
        .get("/things/{id}", "-", echo), .patch("/things/{id}", "-", echo),
        .get("/things/detail", "-") { _ in .json(["fixed": true] as JSON) },
        .get("/open", "-", echo).open(), Route(.get, "/new", policy: "-", since: Microversion(1, 5), echo),
        .post("/things", "-", body: .object(["a": .integer()], required: ["a"])) { .json($0.body) },
        .get("/files/{rest*}", "-") { .json(["rest": .string($0.parameter("rest"))] as JSON) },
        .get("/denied", "-") { _ in throw PolicyDenied(rule: "no") },
        .get("/broken", "-") { _ in throw CancellationError() },
    ]

    static func send(
        _ method: HTTPRequest.Method, _ path: String, query: Query = .empty, token: String? = "good",
        headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> (status: Int, body: JSON, headers: HTTPFields) {
        var headers = headers
        if let token { headers[.authToken] = token }
        let response = await pipeline(routes).respond(
            to: Request(
                method, "/test" + path, query: query, headers: headers,
                body: body.map { .bytes(ByteBuffer(string: $0)) } ?? .empty))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return (
            response.status.code, bytes.readableBytes == 0 ? .null : try JSON(parsing: Array(bytes.readableBytesView)),
            response.headers
        )
    }

    @Test func findsRoutes() async throws {
        #expect(try await Self.send(.get, "/things/a%20b").body["id"] == "a b")
        #expect(try await Self.send(.get, "/things/detail").body["fixed"] == true)
        #expect(try await Self.send(.get, "/things/x/").status == 200)
        #expect(try await Self.send(.get, "/files/a/b/c").body["rest"] == "a/b/c")
        #expect(try await Self.send(.get, "/nothing").status == 404)
        #expect(try await Self.send(.get, "/things//x").status == 404)
        let wrong = try await Self.send(.delete, "/things/x")
        #expect(wrong.status == 405 && wrong.headers[.allow] == "GET, PATCH")
    }

    @Test func aFixedNameWithoutTheMethodLeavesThePathToAParameter() async throws {
        #expect(try await Self.send(.patch, "/things/detail", body: "{}").body["id"] == "detail")
        let wrong = try await Self.send(.delete, "/things/detail")
        #expect(wrong.status == 405 && wrong.headers[.allow] == "GET, PATCH")
    }

    @Test func asksForATokenFirst() async throws {
        for token in [nil, "", "bad"] {
            #expect(try await Self.send(.get, "/things/x", token: token).status == 401)
            #expect(try await Self.send(.get, "/nothing", token: token).status == 401)
            #expect(try await Self.send(.get, "/open", token: token).status == 200)
        }
    }

    @Test func speaksMicroversions() async throws {
        func version(_ text: String) -> HTTPFields { [.microversion: text] }
        #expect(try await Self.send(.get, "/new").status == 404)
        let latest = try await Self.send(.get, "/new", headers: version("test latest"))
        #expect(latest.body["version"] == "1.9" && latest.headers[.microversion] == "test 1.9")
        #expect(try await Self.send(.get, "/new", headers: version("other 7.0, test 1.5")).status == 200)
        #expect(try await Self.send(.get, "/new", headers: version("test 1.10")).status == 406)
        #expect(try await Self.send(.get, "/new", headers: version("test x")).status == 400)
    }

    @Test func checksBodies() async throws {
        #expect(try await Self.send(.post, "/things", body: #"{"a": 1}"#).status == 200)
        #expect(try await Self.send(.post, "/things", body: #"{"a": "x"}"#).status == 400)
        #expect(try await Self.send(.post, "/things", body: #"{"#).status == 400)
        #expect(try await Self.send(.post, "/things").status == 400)
        let large = String(repeating: " ", count: 200)
        #expect(try await Self.send(.post, "/things", body: large).status == 413)
    }

    @Test func tellsFaults() async throws {
        #expect(try await Self.send(.get, "/denied").status == 403)
        let broken = try await Self.send(.get, "/broken")
        #expect(broken.status == 500)
        #expect(broken.body["message"]?.string?.contains("Cancellation") == false)
        let id = try #require(broken.headers[.requestID])
        #expect(id.hasPrefix("req-") && Identifier.isUUID(String(id.dropFirst(4))))
    }

    @Test func answersBrowsersOfAllowedOrigins() async throws {
        let asked = try await Self.send(.options, "/things", token: nil, headers: [.origin: "http://there"])
        #expect(asked.status == 204 && asked.headers[.accessControlAllowOrigin] == "http://there")
        let other = try await Self.send(.get, "/open", headers: [.origin: "http://elsewhere"])
        #expect(other.headers[.accessControlAllowOrigin] == nil)
    }
}
