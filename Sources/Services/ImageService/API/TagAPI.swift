import CloudCore
import CloudHTTP

/// `/v2/images/{image_id}/tags/{tag}` (Image API v2, "Image tags").
struct TagAPI: Sendable {
    let actions: TagActions

    func add(_ request: APIRequest) async throws -> Response {
        try await actions.add(tag(request), to: request.parameter("image_id"), request.caller)
        return .noContent
    }

    func remove(_ request: APIRequest) async throws -> Response {
        try await actions.remove(tag(request), from: request.parameter("image_id"), request.caller)
        return .noContent
    }

    private func tag(_ request: APIRequest) throws -> String {
        let tag = request.parameter("tag")
        guard tag.unicodeScalars.count <= 255, !tag.utf8.contains(0) else {
            throw Fault.mismatch(schema: "image", "a tag has at most 255 characters, none of them U+0000")
        }
        return tag
    }
}
