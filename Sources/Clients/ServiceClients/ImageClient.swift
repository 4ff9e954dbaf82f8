import CloudCore
package import CloudHTTP
package import CloudJSON
import HTTPTypes

/// What other services ask of the image service (Image API v2).
package struct ImageClient: Sendable {
    private let session: ServiceSession
    private let endpoint: ServiceEndpoint

    package init(session: ServiceSession, endpoint: ServiceEndpoint) {
        self.session = session
        self.endpoint = endpoint
    }

    /// An image as the holder of `userToken` sees it (the service itself, when nil); nil when there is none to be seen.
    package func image(_ id: String, userToken: String? = nil) async throws -> ImageDescription? {
        let response = try await session.send(Request(.get, path(id)), to: endpoint, userToken: userToken)
        if response.status == .notFound { return nil }
        return try ImageDescription(await response.checked("Asking for an image"))
    }

    /// Makes an image record without bytes, on the user's behalf. - Returns: its id.
    package func create(_ members: [String: JSON], userToken: String?) async throws -> String {
        let response = try await session.send(
            .json(.post, "/v2/images", JSON.object(members)), to: endpoint, userToken: userToken)
        guard let id = try await response.checked("Making an image")["id"]?.string else {
            throw Fault.unavailable("The image service's answer cannot be read.")
        }
        return id
    }

    /// An image that is not there is no fault.
    package func delete(_ id: String, userToken: String? = nil) async throws {
        let response = try await session.send(Request(.delete, path(id)), to: endpoint, userToken: userToken)
        if response.status != .notFound { _ = try await response.checked("Deleting an image") }
    }

    /// The image's bytes, streamed.
    package func bytes(of id: String, userToken: String? = nil) async throws -> Body {
        let response = try await session.send(Request(.get, path(id) + "/file"), to: endpoint, userToken: userToken)
        guard response.status == .ok else { throw await response.fault("Fetching an image") }
        return response.body
    }

    /// Sends an image's bytes, streamed.
    package func upload(_ body: Body, to id: String, userToken: String? = nil) async throws {
        let request = Request(.put, path(id) + "/file", headers: [.contentType: "application/octet-stream"], body: body)
        _ = try await session.send(request, to: endpoint, userToken: userToken).checked("Uploading an image")
    }

    private func path(_ id: String) -> String { "/v2/images/" + PercentCoding.encode(id) }
}
