import CloudCore
import CloudHTTP
import CloudJSON

/// `/v2.1/os-services` (Compute API, "Compute services").
struct ServicesAPI: Sendable {
    let actions: ServiceActions
    let clock: CloudClock
    let patience: Duration

    init(_ context: ComputeContext) {
        actions = ServiceActions(context: context)
        clock = context.clock
        patience = context.configuration.servicePatience
    }

    func list(_ request: APIRequest) async throws -> Response {
        let services = try await actions.list(
            host: request.query["host"], binary: request.query["binary"], request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("services") { writer in
                    writer.array(services) { writer, service in write(service, request, &writer) }
                }
            }
        }
    }

    /// Since 2.53: by its UUID.
    func update(_ request: APIRequest) async throws -> Response {
        let body = request.body
        let status = body["status"]?.string
        let reason = body["disabled_reason"]?.string
        if reason != nil, status != "disabled" {
            throw Fault.badRequest("Specifying disabled_reason requires that status is disabled.")
        }
        guard status != nil || body["forced_down"] != nil else {
            throw Fault.badRequest("No updates were requested. Fields 'status' or 'forced_down' should be specified.")
        }
        let service = try await actions.update(
            request.parameter("service_id"),
            .init(
                isDisabled: status.map { $0 == "disabled" }, disabledReason: reason,
                isForcedDown: body["forced_down"].flatMap(LooseNumber.boolean)), request.caller)
        return .json { writer in
            writer.object { writer in writer.field("service") { write(service, request, &$0) } }
        }
    }

    func delete(_ request: APIRequest) async throws -> Response {
        let id = request.parameter("service_id")
        if request.speaks(53), !Identifier.isUUIDLike(id) { throw Fault.badRequest("Invalid uuid \(id)") }
        try await actions.delete(id, request.caller)
        return .noContent
    }

    // MARK: Up to 2.52: by host and binary

    func enable(_ request: APIRequest) async throws -> Response {
        try await change(request, .init(isDisabled: false)) { writer, _ in writer.field("status", "enabled") }
    }

    func disable(_ request: APIRequest) async throws -> Response {
        try await change(request, .init(isDisabled: true)) { writer, _ in writer.field("status", "disabled") }
    }

    func disableForReason(_ request: APIRequest) async throws -> Response {
        let reason = request.body["disabled_reason"]?.string
        return try await change(request, .init(isDisabled: true, disabledReason: reason)) { writer, _ in
            writer.field("status", "disabled")
            writer.field("disabled_reason", reason)
        }
    }

    func forceDown(_ request: APIRequest) async throws -> Response {
        let isDown = request.body["forced_down"].flatMap(LooseNumber.boolean) ?? true
        return try await change(request, .init(isForcedDown: isDown)) { writer, service in
            writer.field("forced_down", service.isForcedDown)
        }
    }

    private func change(
        _ request: APIRequest, _ change: ServiceActions.Change, _ more: (inout JSONWriter, ServiceRecord) -> Void
    ) async throws -> Response {
        let (host, binary) = (request.body["host"]?.string ?? "", request.body["binary"]?.string ?? "")
        let service = try await actions.update(host: host, binary: binary, change, request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("service") { writer in
                    writer.object { writer in
                        writer.field("host", host)
                        writer.field("binary", binary)
                        more(&writer, service)
                    }
                }
            }
        }
    }

    private func write(_ service: ServiceRecord, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            if request.speaks(53) {
                writer.field("id", service.id)
            } else {
                writer.field("id", LegacyNumber.of(service.id))
            }
            writer.field("binary", service.binary)
            writer.field("host", service.host)
            writer.field("zone", service.zone)
            writer.field("status", service.isDisabled ? "disabled" : "enabled")
            writer.field("state", service.isUp(at: clock.now, patience: patience) ? "up" : "down")
            writer.field("updated_at", service.lastSeenAt?.text(.microsecondsWithoutZone))
            writer.field("disabled_reason", service.disabledReason)
            if request.speaks(11) { writer.field("forced_down", service.isForcedDown) }
        }
    }
}

extension ServicesAPI {
    var routes: [Route] {
        let rule = "os_compute_api:os-services:"
        let path = "/v2.1/os-services"
        return [
            .get(path, rule + "list", list),
            Route.put(path + "/enable", rule + "update", body: Self.named(), enable).upTo(52),
            Route.put(path + "/disable", rule + "update", body: Self.named(), disable).upTo(52),
            Route.put(
                path + "/disable-log-reason", rule + "update", body: Self.named(["disabled_reason": Self.reason]),
                disableForReason
            ).upTo(52),
            Route.put(
                path + "/force-down", rule + "update", body: Self.named(["forced_down": .looseBoolean]), forceDown
            )
            .from(11).upTo(52),
            Route.put(path + "/{service_id}", rule + "update", body: Self.change, update).from(53),
            .delete(path + "/{service_id}", rule + "delete", delete),
        ]
    }

    private static let reason = Schema.string(minLength: 1, maxLength: 255, format: .text)
    private static let change = Schema.object([
        "status": .oneOf(["enabled", "disabled"]), "disabled_reason": reason, "forced_down": .looseBoolean,
    ])

    private static func named(_ more: [String: Schema] = [:]) -> Schema {
        let name = Schema.string(minLength: 1, maxLength: 255, format: .text)
        return .object(["host": name, "binary": name].merging(more) { $1 }, required: ["host", "binary"] + more.keys)
    }
}
