import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/{resource}/{id}/tags` (extension standard-attr-tag).
extension ResourceAPI {
    func tagRoutes(_ one: String) -> [Route] {
        let rule = "update_\(singular)"
        return [
            .get(one + "/tags", "get_\(singular)", listTags), .put(one + "/tags", rule, body: .any, replaceTags),
            .delete(one + "/tags", rule, deleteTags), .get(one + "/tags/{tag}", "get_\(singular)", confirmTag),
            .put(one + "/tags/{tag}", rule, addTag), .delete(one + "/tags/{tag}", rule, deleteTag),
        ]
    }

    private func listTags(_ request: APIRequest) async throws -> Response {
        tags(try await actions.show(request.parameter("id"), request.caller).tags)
    }

    private func replaceTags(_ request: APIRequest) async throws -> Response {
        let rule = ValueRule.text(255).list()
        let wanted: [String]
        do { wanted = try rule.convert(request.body["tags"] ?? .null).strings ?? [] } catch {
            throw Fault.badRequest("Invalid input for tags. Reason: \(error.reason).", code: "HTTPBadRequest")
        }
        return tags(try await actions.tag(request.parameter("id"), request.caller) { _ in wanted.sorted() })
    }

    private func deleteTags(_ request: APIRequest) async throws -> Response {
        _ = try await actions.tag(request.parameter("id"), request.caller) { _ in [] }
        return .noContent
    }

    private func confirmTag(_ request: APIRequest) async throws -> Response {
        let tag = request.parameter("tag")
        guard try await actions.show(request.parameter("id"), request.caller).tags.contains(tag) else {
            throw missing(tag)
        }
        return .noContent
    }

    private func addTag(_ request: APIRequest) async throws -> Response {
        let tag = request.parameter("tag")
        do { _ = try ValueRule.text(255).convert(.string(tag)) } catch {
            throw Fault.badRequest("Invalid input for tag. Reason: \(error.reason).", code: "HTTPBadRequest")
        }
        _ = try await actions.tag(request.parameter("id"), request.caller) { Set($0 + [tag]).sorted() }
        return Response(.created)
    }

    private func deleteTag(_ request: APIRequest) async throws -> Response {
        let tag = request.parameter("tag")
        _ = try await actions.tag(request.parameter("id"), request.caller) { tags in
            guard tags.contains(tag) else {
                throw Fault.notFound("Tag \(tag) could not be found.", code: "TagNotFound")
            }
            return tags.filter { $0 != tag }
        }
        return .noContent
    }

    private func missing(_ tag: String) -> Fault { .notFound("Tag \(tag) could not be found.", code: "TagNotFound") }

    private func tags(_ tags: [String]) -> Response {
        .json { writer in writer.object { $0.field("tags", tags) } }
    }
}
