import AgentProtocols
import CloudCore
import CloudHTTP
import CloudObservability
import HTTPTypes
import NIOCore
import ServiceClients

/// Passes guests' questions to the metadata service, with a signed word on who asks.
struct MetadataProxy: Sendable {
    let endpoint: ServiceEndpoint
    let secret: String
    let known: LockedValue<HostNetworkState?>
    let log: Log

    /// Of a request's body, in bytes; guests have little to say (a password, a token's lifetime).
    private static let limit = 64 * 1024
    /// Ours to say, not the guest's; or about its connection to us only.
    private static let dropped = [
        "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Host", "Upgrade", "Expect", "X-Auth-Token",
        "X-Service-Token", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Project-ID", "X-Instance-ID-Provider",
        "X-Metadata-Provider", "X-Metadata-Provider-Signature", "X-OpenStack-Request-ID",
    ].map(HTTPField.Name.named)

    /// Answers a request that came in at `scope`: 404 when its source is no server's.
    func respond(_ request: Request, in scope: MetadataScope) async -> Response {
        guard let source = request.remoteAddress,
            let guest = known.withLock({ $0?.guest(at: source, in: scope) })
        else { return Self.refusal(.notFound) }
        var outgoing = request
        outgoing.path = endpoint.path + request.path
        for name in Self.dropped { outgoing.headers[name] = nil }
        outgoing.headers[.named("X-Instance-ID")] = guest.deviceID
        outgoing.headers[.named("X-Tenant-ID")] = guest.projectID
        outgoing.headers[.named("X-Forwarded-For")] = source
        outgoing.headers[.named("X-Instance-ID-Signature")] = InstanceSignature.hex(guest.deviceID, secret: secret)
        do {
            let body = try await request.body.collect(upTo: Self.limit)
            outgoing.body = body.readableBytes == 0 ? .empty : .bytes(body)
            var response = try await endpoint.transport.send(outgoing)
            for name in Self.dropped where name != .contentLength { response.headers[name] = nil }
            return response
        } catch is BodyTooLarge {
            return Self.refusal(.contentTooLarge)
        } catch {
            log.warning("metadata for server \(guest.deviceID): \(error)")
            return Self.refusal(.serviceUnavailable)
        }
    }

    private static func refusal(_ status: HTTPStatus) -> Response {
        let text = "\(status.code) \(status.reasonPhrase)\n"
        return Response(status, headers: [.contentType: "text/plain"], body: .bytes(ByteBuffer(string: text)))
    }
}
