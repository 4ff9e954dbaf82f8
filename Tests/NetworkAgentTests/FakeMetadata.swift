import CloudCore
import CloudHTTP
import HTTPTypes
import NIOCore

/// Compute's metadata API: says what it was asked.
final class FakeMetadata: Transport {
    let asked = LockedValue<[Request]>([])

    func send(_ request: Request) async throws -> Response {
        asked.withLock { $0.append(request) }
        return Response(
            .ok, headers: [.contentType: "text/plain"], body: .bytes(ByteBuffer(string: "answer to \(request.path)")))
    }
}
