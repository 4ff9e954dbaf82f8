import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore

/// `/v2/images/{image_id}/members` (Image API v2, "Sharing").
struct MemberAPI: Sendable {
    let actions: MemberActions

    func add(_ request: APIRequest) async throws -> Response {
        let body = try await Self.body(request)
        guard let member = body["member"] else { throw Fault.badRequest("Member to be added not specified") }
        guard let project = member.string, !project.isEmpty, project.unicodeScalars.count <= 255,
            !project.utf8.contains(0)
        else {
            throw Fault.mismatch(schema: "member", "\(member.pythonText) is not the id of a project")
        }
        return answer(try await actions.add(project, to: request.parameter("image_id"), request.caller))
    }

    func list(_ request: APIRequest) async throws -> Response {
        let members = try await actions.list(request.parameter("image_id"), request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("members") { writer in writer.array(members) { Self.write($1, &$0) } }
                writer.field("schema", "/v2/schemas/members")
            }
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        answer(try await actions.show(project(request), of: request.parameter("image_id"), request.caller))
    }

    func update(_ request: APIRequest) async throws -> Response {
        let body = try await Self.body(request)
        guard let text = body["status"] else { throw Fault.badRequest("Status not specified") }
        guard let status = text.string.flatMap(MemberStatus.init) else {
            throw Fault.badRequest("Status must be \"pending\", \"accepted\" or \"rejected\".")
        }
        return answer(
            try await actions.update(project(request), of: request.parameter("image_id"), to: status, request.caller))
    }

    func remove(_ request: APIRequest) async throws -> Response {
        try await actions.remove(project(request), from: request.parameter("image_id"), request.caller)
        return .noContent
    }

    /// The project of the path; what no project's id can be is just not found.
    private func project(_ request: APIRequest) -> String {
        request.parameter("member_id").replacing("\0", with: "\u{FFFD}")
    }

    private static func body(_ request: APIRequest) async throws -> [String: JSON] {
        let bytes = try await request.request.body.collect(upTo: 1 << 16)
        guard let members = try JSON(parsing: Array(bytes.readableBytesView)).object else {
            throw Fault.badRequest("Expected a dict in request body.")
        }
        return members
    }

    private func answer(_ member: ImageMember) -> Response { .json { Self.write(member, &$0) } }

    private static func write(_ member: ImageMember, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("member_id", member.member)
            writer.field("image_id", member.imageID)
            writer.field("status", member.status.rawValue)
            writer.field("created_at", member.createdAt.text())
            writer.field("updated_at", member.updatedAt.text())
            writer.field("schema", "/v2/schemas/member")
        }
    }
}
