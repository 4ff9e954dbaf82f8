import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v2.1/os-aggregates` (Compute API, "Host aggregates").
struct AggregateAPI: Sendable {
    let actions: AggregateActions

    func create(_ request: APIRequest) async throws -> Response {
        let body = try request.object("aggregate")
        return answer(
            try await actions.create(
                body["name"]?.string ?? "", zone: body["availability_zone"]?.string, request.caller), request)
    }

    func list(_ request: APIRequest) async throws -> Response {
        let all = try await actions.list(request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("aggregates") { writer in
                    writer.array(all) { writer, whole in write(whole, request, &writer) }
                }
            }
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        answer(try await actions.show(request.parameter("aggregate_id"), request.caller), request)
    }

    func update(_ request: APIRequest) async throws -> Response {
        let body = try request.object("aggregate")
        return answer(
            try await actions.update(
                request.parameter("aggregate_id"), name: body["name"]?.string,
                zone: body["availability_zone"].map(\.string),
                request.caller), request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("aggregate_id"), request.caller)
        return Response(.ok)
    }

    /// `add_host`, `remove_host`, `set_metadata`.
    func act(_ request: APIRequest) async throws -> Response {
        let id = request.parameter("aggregate_id")
        if let host = request.body["add_host"]?["host"]?.string {
            return answer(try await actions.add(host: host, to: id, request.caller), request)
        }
        if let host = request.body["remove_host"]?["host"]?.string {
            return answer(try await actions.remove(host: host, from: id, request.caller), request)
        }
        if let items = request.body["set_metadata"]?["metadata"]?.object {
            return answer(try await actions.set(metadata: items.mapValues(\.string), of: id, request.caller), request)
        }
        throw Fault.badRequest("There is no such action: \(request.body.object?.keys.sorted().first ?? "")")
    }

    private func answer(_ whole: AggregateActions.Whole, _ request: APIRequest) -> Response {
        .json { writer in
            writer.object { writer in writer.field("aggregate") { write(whole, request, &$0) } }
        }
    }

    private func write(_ whole: AggregateActions.Whole, _ request: APIRequest, _ writer: inout JSONWriter) {
        let aggregate = whole.aggregate
        writer.object { writer in
            writer.field("id", Int(aggregate.id) ?? 0)
            if request.speaks(41) { writer.field("uuid", aggregate.uuid) }
            writer.field("name", aggregate.name)
            writer.field("availability_zone", aggregate.availabilityZone)
            writer.field("hosts", whole.hosts)
            writer.field("metadata", aggregate.metadata)
            writer.field("created_at", aggregate.createdAt.text(.microsecondsWithoutZone))
            writer.field("updated_at", aggregate.updatedAt?.text(.microsecondsWithoutZone))
            writer.field("deleted", false)
            writer.field("deleted_at") { $0.null() }
        }
    }
}

extension AggregateAPI {
    var routes: [Route] {
        let rule = "os_compute_api:os-aggregates:"
        let path = "/v2.1/os-aggregates"
        return [
            .get(path, rule + "index", list),
            .post(path, rule + "create", body: Self.creation, create),
            .get(path + "/{aggregate_id}", rule + "show", show),
            .put(path + "/{aggregate_id}", rule + "update", body: Self.change, update),
            .delete(path + "/{aggregate_id}", rule + "delete", delete),
            .post(path + "/{aggregate_id}/action", rule + "add_host", body: Self.action, act),
        ]
    }

    private static let name = Schema.string(minLength: 1, maxLength: 255, format: .name)
    private static let zone = Schema.nullable(.string(minLength: 1, maxLength: 255, format: zoneName))
    private static let zoneName = StringFormat("name", pattern: "^[^:]*$") { !$0.contains(":") && !$0.utf8.contains(0) }
    private static let host = Schema.object(
        ["host": .string(minLength: 1, maxLength: 255, format: .text)], required: ["host"])
    private static let items = Schema.object([:], others: .nullable(.string(maxLength: 255)))

    private static let creation = Schema.object(
        ["aggregate": .object(["name": name, "availability_zone": zone], required: ["name"])], required: ["aggregate"])
    private static let change = Schema.object(
        ["aggregate": .object(["name": name, "availability_zone": zone], minMembers: 1)], required: ["aggregate"])
    private static let action = Schema.object(
        [
            "add_host": host, "remove_host": host,
            "set_metadata": .object(["metadata": items], required: ["metadata"]),
        ], others: .any, minMembers: 1)
}
