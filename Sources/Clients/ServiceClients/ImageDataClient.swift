import CloudCore
package import CloudHTTP
import CloudJSON
import HTTPTypes

/// The image service as a compute agent uses it: what an image is, its bytes, and a place for new ones.
package struct ImageDataClient: Sendable {
    /// What must be known of an image to boot from it.
    package struct Description: Sendable {
        package var status: String
        package var diskFormat: String
        package var checksum: String
        /// Bytes.
        package var size: Int64?
    }

    private let session: ServiceSession
    private let endpoint: ServiceEndpoint

    package init(session: ServiceSession, endpoint: ServiceEndpoint) {
        self.session = session
        self.endpoint = endpoint
    }

    package func describe(_ id: String) async throws -> Description {
        let body = try await session.send(Request(.get, "/v2/images/\(id)"), to: endpoint).checked(
            "Showing image \(id)")
        return Description(
            status: body["status"]?.string ?? "", diskFormat: body["disk_format"]?.string ?? "",
            checksum: body["checksum"]?.string ?? "", size: body["size"]?.integer)
    }

    /// The image's bytes, as they come.
    package func download(_ id: String) async throws -> ByteStream {
        let response = try await session.send(Request(.get, "/v2/images/\(id)/file"), to: endpoint)
        guard response.status == .ok else {
            if response.status == .noContent { throw Fault(404, "The image \(id) has no data.") }
            throw await response.fault("Downloading image \(id)")
        }
        return response.body.stream
    }

    /// Fills a queued image.
    package func upload(_ id: String, _ bytes: ByteStream, length: Int64) async throws {
        let request = Request(
            .put, "/v2/images/\(id)/file", headers: [.contentType: "application/octet-stream"],
            body: .stream(length: length, bytes))
        let response = try await session.send(request, to: endpoint)
        guard response.status == .noContent else { throw await response.fault("Uploading image \(id)") }
    }
}
