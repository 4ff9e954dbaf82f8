import CloudHTTP
import HTTPTypes
import NIOCore

/// `/healthcheck`: whether this process can do its work, for load balancers (oslo.middleware, "Healthcheck").
struct HealthAPI: Sendable {
    let store: IdentityStore

    var routes: [Route] {
        [
            Route.get("/healthcheck", "-") { _ in
                // Faults of the database are 503.
                _ = try await store.read { try $0.changes() }
                return Response(
                    .ok, headers: [.contentType: "text/plain; charset=UTF-8"],
                    body: .bytes(ByteBuffer(string: "OK")))
            }.open(),
            Route.head("/healthcheck", "-") { _ in
                _ = try await store.read { try $0.changes() }
                return .noContent
            }.open(),
        ]
    }
}
