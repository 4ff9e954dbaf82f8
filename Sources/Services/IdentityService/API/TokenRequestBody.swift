import CloudCore
import CloudJSON

/// The body of `POST /v3/auth/tokens`.
enum TokenRequestBody {
    private static let domain = Schema.object(["id": text, "name": text], others: .any)
    private static let text = Schema.nullable(.string(maxLength: 255))
    private static let owner: [String: Schema] = ["id": text, "name": text, "domain": domain]

    static let schema = Schema.object(
        [
            "auth": .object(
                [
                    "identity": .object(
                        [
                            "methods": .array(of: .string(), minItems: 1),
                            "password": .object(
                                [
                                    "user": .object(
                                        owner.merging(["password": .string(maxLength: 4096)]) { $1 },
                                        required: ["password"],
                                        others: .any)
                                ], others: .any),
                            "token": .object(["id": .string()], required: ["id"], others: .any),
                            "application_credential": .object(
                                [
                                    "id": text, "name": text, "secret": .string(maxLength: 4096),
                                    "user": .object(owner, others: .any),
                                ], required: ["secret"], others: .any),
                        ], required: ["methods"], others: .any),
                    "scope": .either(
                        [
                            .oneOf(["unscoped"]),
                            .object(
                                [
                                    "project": .object(owner, others: .any), "domain": domain, "unscoped": .any,
                                    "system": .object(["all": .boolean], others: .any),
                                ], others: .any),
                        ], expected: "valid under any of the given schemas"),
                ], required: ["identity"], others: .any)
        ], required: ["auth"], others: .any)

    /// Reads a body that fits the schema.
    static func read(_ body: JSON) throws -> TokenRequest {
        let identity = body["auth"]?["identity"] ?? .null
        var seen: Set<String> = []
        let methods = (identity["methods"]?.strings ?? []).filter { seen.insert($0).inserted }
        return TokenRequest(
            proofs: try methods.map { try proof($0, identity) }, scope: try scope(body["auth"]?["scope"] ?? .null))
    }

    private static func proof(_ method: String, _ identity: JSON) throws -> TokenRequest.Proof {
        guard ["password", "token", "application_credential"].contains(method) else {
            throw Fault(401, "Attempted to authenticate with an unsupported method.")
        }
        guard let shown = identity[method] else { throw Fault.expecting(method, in: "identity") }
        switch method {
        case "token": return .token(shown["id"]?.string ?? "")
        case "password":
            guard let user = shown["user"] else { throw Fault.expecting("user", in: "password") }
            return .password(user: try reference(user, "user"), password: user["password"]?.string ?? "")
        default:
            let id = shown["id"]?.string
            let owner = id == nil ? try reference(shown["user"] ?? .null, "user") : TokenRequest.Reference()
            guard id != nil || shown["name"]?.string != nil else {
                throw Fault.expecting("id or name", in: "application_credential")
            }
            return .applicationCredential(
                id: id, name: shown["name"]?.string, user: owner, secret: shown["secret"]?.string ?? "")
        }
    }

    private static func scope(_ scope: JSON) throws -> TokenRequest.Scope {
        if scope.string == "unscoped" { return .unscoped }
        guard let members = scope.object, !members.isEmpty else { return .open }
        if members["OS-TRUST:trust"] != nil { throw Fault.notImplemented("Trusts are not implemented yet.") }
        let known = ["project", "domain", "system", "unscoped"].filter { members[$0] != nil }
        guard known.count == 1, let kind = known.first else {
            throw Fault.expecting("one of domain, project, system or unscoped", in: "scope")
        }
        switch kind {
        case "project": return .project(try reference(scope["project"] ?? .null, "project"))
        case "domain":
            let domain = scope["domain"] ?? .null
            guard domain["id"]?.string != nil || domain["name"]?.string != nil else {
                throw Fault.expecting("id or name", in: "domain")
            }
            return .domain(.init(id: domain["id"]?.string, name: domain["name"]?.string))
        case "system":
            guard scope["system"]?["all"]?.bool == true else { throw Fault.expecting("all", in: "system") }
            return .system
        default: return .unscoped
        }
    }

    private static func reference(_ value: JSON, _ target: String) throws -> TokenRequest.Reference {
        let result = TokenRequest.Reference(
            id: value["id"]?.string, name: value["name"]?.string, domainID: value["domain"]?["id"]?.string,
            domainName: value["domain"]?["name"]?.string)
        guard result.id != nil || result.name != nil else { throw Fault.expecting("id or name", in: target) }
        guard result.id != nil || result.domainID != nil || result.domainName != nil else {
            throw Fault.expecting("domain", in: target)
        }
        return result
    }
}
