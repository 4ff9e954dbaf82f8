import CloudCore
import CloudHTTP
import CloudJSON
import CloudObservability
import HTTPTypes
import NIOCore
import Testing

/// Where answers say that the service is.
@Suite struct AddressTests {
    private static func address(_ change: (inout ServiceAPI) -> Void = { _ in }) async throws -> String? {
        let routes: [Route] = [.get("/", "-") { .json(["url": .string($0.serviceURL)] as JSON) }.open()]
        var api = ServiceAPI(
            name: "test", mount: "/test", routes: routes, faults: PipelineTests.PlainFaults(), tokens: nil)
        change(&api)
        let headers: HTTPFields = [.named("X-Forwarded-Proto"): "https", .named("X-Forwarded-Host"): "outside.example"]
        let response = await Pipeline(api, observability: .silent()).respond(
            to: Request(.get, "/test/", headers: headers, authority: "inside:80", remoteAddress: "10.0.0.9"))
        let body = try await response.body.collect(upTo: 1000)
        return try JSON(parsing: Array(body.readableBytesView))["url"]?.string
    }

    @Test func onlyATrustedProxySaysHowTheClientCame() async throws {
        #expect(try await Self.address() == "http://inside:80/test")
        #expect(
            try await Self.address { $0.proxies = TrustedProxies(addresses: ["10.0.0.8"]) } == "http://inside:80/test")
        #expect(
            try await Self.address { $0.proxies = TrustedProxies(addresses: ["10.0.0.9"]) }
                == "https://outside.example/test")
    }

    @Test func thePublicAddressGoesBeforeAll() async throws {
        #expect(
            try await Self.address {
                $0.proxies = TrustedProxies(addresses: ["10.0.0.9"])
                $0.publicURL = "https://cloud.example"
            } == "https://cloud.example/test")
    }
}
