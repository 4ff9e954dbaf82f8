import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v2.1/os-keypairs` (Compute API, "Keypairs").
struct KeyPairAPI: Sendable {
    let actions: KeyPairActions
    let shape: ListShape

    init(_ context: ComputeContext) {
        actions = KeyPairActions(context: context)
        shape = ListShape(.nova, defaultOrder: [.init("name")], maximumPage: context.configuration.maximumPage)
    }

    func list(_ request: APIRequest) async throws -> Response {
        var query = ListQuery(order: shape.defaultOrder)
        if request.speaks(35) { query = try shape.query(request) }
        let page = try await actions.list(query, userID: user(request), request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("keypairs") { writer in
                    writer.array(page.items) { writer, pair in
                        writer.object { writer in
                            writer.field("keypair") { writer in writer.object { members(pair, request, &$0) } }
                        }
                    }
                }
                writer.nextLink("keypairs", page, request) { $0.name }
            }
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let pair = try await actions.show(request.parameter("name"), userID: user(request), request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("keypair") { writer in
                    writer.object { writer in
                        members(pair, request, &writer)
                        writer.field("user_id", pair.userID)
                        writer.field("id", pair.number)
                        writer.field("created_at", pair.createdAt.text(.microsecondsWithoutZone))
                        writer.field("updated_at") { $0.null() }
                        writer.field("deleted", false)
                        writer.field("deleted_at") { $0.null() }
                    }
                }
            }
        }
    }

    func create(_ request: APIRequest) async throws -> Response {
        let body = try request.object("keypair")
        let name = body["name"]?.string ?? ""
        try check(name, request)
        let created = try await actions.create(
            name, type: body["type"]?.string ?? "ssh", publicKey: body["public_key"]?.string,
            userID: body["user_id"]?.string, request.caller)
        return .json(request.speaks(2) ? .created : .ok) { writer in
            writer.object { writer in
                writer.field("keypair") { writer in
                    writer.object { writer in
                        members(created.keyPair, request, &writer)
                        writer.field("user_id", created.keyPair.userID)
                        writer.fieldIfPresent("private_key", created.privateKey)
                    }
                }
            }
        }
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("name"), userID: user(request), request.caller)
        return request.speaks(2) ? .noContent : Response(.accepted)
    }

    private func user(_ request: APIRequest) -> String? {
        guard request.speaks(10), let id = request.query["user_id"], !id.isEmpty else { return nil }
        return id
    }

    /// Letters, digits, blanks, dashes and underscores; since 2.92 also `@` and `.`.
    private func check(_ name: String, _ request: APIRequest) throws {
        let others = request.speaks(92) ? " -_@." : " -_"
        let isValid = name.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || others.utf8.contains(byte)
        }
        guard isValid else {
            throw Fault.badRequest("Keypair data is invalid: Keypair name contains unsafe characters")
        }
    }

    private func members(_ pair: KeyPair, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.field("name", pair.name)
        writer.field("public_key", pair.publicKey)
        writer.field("fingerprint", pair.fingerprint)
        if request.speaks(2) { writer.field("type", pair.type) }
    }
}

extension KeyPair {
    /// A number for clients that want one: of the fingerprint's digits, so that it stays.
    fileprivate var number: Int {
        Int(fingerprint.replacing(":", with: "").prefix(7), radix: 16) ?? 0
    }
}

extension KeyPairAPI {
    var routes: [Route] {
        let rule = "os_compute_api:os-keypairs:"
        return [
            .get("/v2.1/os-keypairs", rule + "index", list),
            Route.post("/v2.1/os-keypairs", rule + "create", body: Self.schema(), create)
                .body(since: Microversion(2, 2), Self.schema(["type": Self.type]))
                .body(since: Microversion(2, 10), Self.schema(["type": Self.type, "user_id": Self.user]))
                .body(
                    since: Microversion(2, 92),
                    Self.schema(["type": Self.type, "user_id": Self.user], required: ["name", "public_key"])),
            .get("/v2.1/os-keypairs/{name}", rule + "show", show),
            .delete("/v2.1/os-keypairs/{name}", rule + "delete", delete),
        ]
    }

    private static let type = Schema.oneOf(["ssh", "x509"])
    private static let user = Schema.string(minLength: 1, maxLength: 255, format: .text)

    private static func schema(_ more: [String: Schema] = [:], required: [String] = ["name"]) -> Schema {
        let members: [String: Schema] = [
            "name": .string(minLength: 1, maxLength: 255, format: .name),
            "public_key": .string(minLength: 1, maxLength: 65535, format: .text),
        ]
        return .object(["keypair": .object(members.merging(more) { $1 }, required: required)], required: ["keypair"])
    }
}
