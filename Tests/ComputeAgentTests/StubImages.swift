import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore
import ServiceClients

/// Identity and one image, as an agent's clients see them.
final class StubImages: Transport {
    static let id = "11111111-2222-3333-4444-555555555555"

    let content = LockedValue([UInt8](repeating: 7, count: 65536))
    /// How often its bytes were asked for.
    let downloads = LockedValue(0)

    var client: ImageDataClient {
        let session = ServiceSession(
            identity: ServiceEndpoint(self, path: "/identity"), credentials: .init(username: "compute", password: "x"))
        return ImageDataClient(session: session, endpoint: ServiceEndpoint(self, path: "/image"))
    }

    func send(_ request: Request) async throws -> Response {
        let bytes = content.withLock { $0 }
        if request.path.hasPrefix("/identity") {
            let token: JSON = ["token": ["expires_at": "2099-01-01T00:00:00.000000Z"]]
            return Response.json(.created, token).with(.subjectToken, "token")
        }
        guard request.path.hasSuffix("/file") else {
            let image: JSON = [
                "status": "active", "disk_format": "raw", "checksum": "c", "size": .integer(Int64(bytes.count)),
            ]
            return .json(.ok, image)
        }
        downloads.withLock { $0 += 1 }
        return Response(.ok, body: .bytes(ByteBuffer(bytes: bytes)))
    }
}
