import CloudCore
import CloudJSON

/// The body of `POST /v3/auth/tokens`.
struct TokenRequestBody: Sendable {
    let schema: Schema
    private let methods: Set<String>

    init(_ methods: [any AuthMethod]) {
        self.methods = Set(methods.map(\.name))
        let shown = Dictionary(methods.map { ($0.name, $0.schema) }, uniquingKeysWith: { $1 })
        let identity = Schema.object(
            // Whom a proxy vouches for need name no method.
            shown.merging(["methods": .array(of: .string(), minItems: self.methods.contains("external") ? 0 : 1)]) {
                $1
            }, required: ["methods"], others: .any)
        schema = .object(
            ["auth": .object(["identity": identity, "scope": Self.scope], required: ["identity"], others: .any)],
            required: ["auth"], others: .any)
    }

    private static let scope = Schema.either(
        [
            .oneOf(["unscoped"]),
            .object(
                [
                    "project": .object(Reference.members, others: .any), "domain": Reference.domain, "unscoped": .any,
                    "system": .object(["all": .boolean], others: .any),
                    "OS-TRUST:trust": .object(["id": Reference.text], others: .any),
                ], others: .any),
        ], expected: "valid under any of the given schemas")

    /// Reads a body that fits the schema.
    func read(_ body: JSON, _ evidence: RequestEvidence? = nil) throws -> TokenRequest {
        let identity = body["auth"]?["identity"] ?? .null
        var seen: Set<String> = []
        var names = (identity["methods"]?.strings ?? []).filter { seen.insert($0).inserted }
        if names.isEmpty, evidence?.remoteUser != nil { names = ["external"] }
        return TokenRequest(
            proofs: try names.map { name in
                guard methods.contains(name) else {
                    throw Fault(401, "Attempted to authenticate with an unsupported method.")
                }
                guard let shown = identity[name] ?? (name == "external" ? JSON?.some([:]) : nil) else {
                    throw Fault.expecting(name, in: "identity")
                }
                return TokenRequest.Proof(method: name, shown: shown)
            }, scope: try scope(body["auth"]?["scope"] ?? .null), evidence: evidence)
    }

    private func scope(_ scope: JSON) throws -> TokenRequest.Scope {
        if scope.string == "unscoped" { return .unscoped }
        guard let members = scope.object else { return .open }
        let known = ["project", "domain", "system", "unscoped", "OS-TRUST:trust"].filter { members[$0] != nil }
        guard known.count == 1, let kind = known.first else {
            throw Fault.expecting("system, project, domain, OS-TRUST:trust or unscoped", in: "scope")
        }
        switch kind {
        case "project": return .project(try Reference(scope["project"] ?? .null, "project"))
        case "domain":
            let domain = scope["domain"] ?? .null
            guard domain["id"]?.string != nil || domain["name"]?.string != nil else {
                throw Fault.expecting("id or name", in: "domain")
            }
            return .domain(.init(id: domain["id"]?.string, name: domain["name"]?.string))
        case "system":
            guard scope["system"]?["all"]?.bool == true else { throw Fault.expecting("all", in: "system") }
            return .system
        case "OS-TRUST:trust":
            guard let id = scope["OS-TRUST:trust"]?["id"]?.string else {
                throw Fault.expecting("trust_id", in: "trust")
            }
            return .trust(id)
        default: return .unscoped
        }
    }
}
