import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `POST /servers/{id}/action`: the body's only member says what.
struct ServerActionAPI: Sendable {
    let actions: ServerActions
    let guests: ServerGuestActions

    func act(_ request: APIRequest) async throws -> Response {
        guard let members = request.body.object, members.count == 1, let (name, body) = members.first else {
            throw Fault.badRequest("Malformed request body")
        }
        let (id, caller) = (request.parameter("server_id"), try request.caller)
        if let (move, rule) = try Self.move(name, body) {
            try await actions.begin(move, id, caller, rule: rule)
            return Response(.accepted)
        }
        switch name {
        case "lock": return try await lock(id, body, request)
        case "unlock": try await actions.unlock(id, caller)
        case "forceDelete":
            try await actions.delete(id, caller, rule: "os_compute_api:os-deferred-delete:force")
            return Response(.noContent)
        case "os-resetState": try await actions.resetState(id, to: try Self.resetTarget(body), caller)
        case "os-getConsoleOutput": return try await console(id, body, caller)
        case "createImage": return try await createImage(id, body, request)
        case "addSecurityGroup": try await guests.addSecurityGroup(try Self.groupName(name, body), to: id, caller)
        case "removeSecurityGroup":
            try await guests.removeSecurityGroup(try Self.groupName(name, body), from: id, caller)
        default:
            if Self.known.contains(name) {
                throw Fault.notImplemented("The action \(name) is not supported by this cloud.")
            }
            throw Fault.badRequest("There is no such action: \(name).")
        }
        return Response(.accepted)
    }

    /// Actions of Nova's that are missing here.
    private static let known: Set<String> = [
        "resize", "confirmResize", "revertResize", "rebuild", "rescue", "unrescue", "shelve", "unshelve",
        "shelveOffload",
        "migrate", "os-migrateLive", "evacuate", "changePassword", "createBackup", "addFloatingIp", "removeFloatingIp",
        "addFixedIp", "removeFixedIp", "restore", "os-getVNCConsole", "os-getSPICEConsole", "os-getSerialConsole",
        "injectNetworkInfo", "resetNetwork", "trigger_crash_dump",
    ]

    private static func move(_ name: String, _ body: JSON) throws -> (ServerMove, String)? {
        switch name {
        case "os-start": return (.start, "os_compute_api:servers:start")
        case "os-stop": return (.stop, "os_compute_api:servers:stop")
        case "pause": return (.pause, "os_compute_api:os-pause-server:pause")
        case "unpause": return (.unpause, "os_compute_api:os-pause-server:unpause")
        case "suspend": return (.suspend, "os_compute_api:os-suspend-server:suspend")
        case "resume": return (.resume, "os_compute_api:os-suspend-server:resume")
        case "reboot":
            let types: [JSON] = ["HARD", "Hard", "hard", "SOFT", "Soft", "soft"]
            try Schema.object(["reboot": .object(["type": .oneOf(types)], required: ["type"])]).check(["reboot": body])
            let isHard = body["type"]?.string?.uppercased() == "HARD"
            return (isHard ? .hardReboot : .softReboot, "os_compute_api:servers:reboot")
        default: return nil
        }
    }

    private func lock(_ id: String, _ body: JSON, _ request: APIRequest) async throws -> Response {
        var reason: String?
        if request.version >= Microversion(2, 73), !body.isNull {
            try Schema.object(["locked_reason": .string(minLength: 1, maxLength: 255)]).check(body)
            reason = body["locked_reason"]?.string
        }
        try await actions.lock(id, reason: reason, request.caller)
        return Response(.accepted)
    }

    private static func resetTarget(_ body: JSON) throws -> VMState {
        try Schema.object(["os-resetState": .object(["state": .oneOf(["active", "error"])], required: ["state"])])
            .check(["os-resetState": body])
        return body["state"]?.string == "active" ? .active : .error
    }

    private func console(_ id: String, _ body: JSON, _ caller: Caller) async throws -> Response {
        let length = Schema.nullable(.looseInteger(minimum: -1))
        if !body.isNull { try Schema.object(["length": length], others: .any).check(body) }
        let asked = body["length"]?.integer.map(Int.init) ?? body["length"]?.string.flatMap { Int($0) }
        let output = try await guests.consoleOutput(id, length: asked.flatMap { $0 < 0 ? nil : $0 }, caller)
        return .json(.ok, ["output": .string(output)] as JSON)
    }

    private func createImage(_ id: String, _ body: JSON, _ request: APIRequest) async throws -> Response {
        try Schema.object(
            ["name": ServerSchemas.name, "metadata": ServerSchemas.metadata], required: ["name"]
        ).check(body)
        let metadata = (body["metadata"]?.object ?? [:]).compactMapValues(\.string)
        let image = try await guests.createImage(
            id, name: body["name"]?.string ?? "", metadata: metadata, request.caller)
        if request.version >= Microversion(2, 45) { return .json(.accepted, ["image_id": .string(image)] as JSON) }
        return Response(.accepted).with(.location, "\(request.serviceURL)/images/\(image)")
    }

    private static func groupName(_ action: String, _ body: JSON) throws -> String {
        try Schema.object([
            action: .object(["name": .string(minLength: 1, maxLength: 255)], required: ["name"], others: .any)
        ])
        .check(.object([action: body]))
        return body["name"]?.string ?? ""
    }
}
