import CloudCore
import CloudHTTP
import CloudJSON
import Crypto
import CryptoExtras
import HTTPTypes
import NIOCore

@testable import IdentityService

/// An OpenID provider on this machine whose answers a test chooses: what real ones should never say too.
final class OpenIDProvider: Sendable {
    struct State: Sendable {
        var issuer = ""
        var keys: [JSON] = []
        /// What introspection says of a token, by the token.
        var introspection: [String: JSON] = [:]
        /// What the user's information is, by access token.
        var userinfo: [String: JSON] = [:]
        /// What the token endpoint answers, by code.
        var codes: [String: JSON] = [:]
        var asked: [String: Int] = [:]
        var forms: [[String: String]] = []
        var authorizations: [String] = []
        var documentIssuer: String?
    }

    let state = LockedValue(State())
    let rsa: _RSA.Signing.PrivateKey
    let ec = P256.Signing.PrivateKey()

    init() throws { rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    /// Serves while `body` runs; it is told the issuer.
    func run(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        state.withLock { $0.keys = [rsaKey("r"), ecKey("e")] }
        let (ports, port) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await Listener(host: "127.0.0.1", port: 0) { await self.answer($0) }.run { port.yield($0) }
            }
            var iterator = ports.makeAsyncIterator()
            let issuer = "http://127.0.0.1:\(await iterator.next() ?? 0)"
            state.withLock { $0.issuer = issuer }
            defer { group.cancelAll() }
            try await body(issuer)
        }
    }

    func rsaKey(_ id: String) -> JSON {
        guard let primitives = try? rsa.publicKey.getKeyPrimitives() else { return .null }
        return [
            "kty": "RSA", "kid": .string(id), "use": "sig",
            "n": .string(Base64URL.text(Array(primitives.modulus))),
            "e": .string(Base64URL.text(Array(primitives.publicExponent))),
        ]
    }

    func ecKey(_ id: String) -> JSON {
        let raw = Array(ec.publicKey.rawRepresentation)
        return [
            "kty": "EC", "crv": "P-256", "kid": .string(id), "x": .string(Base64URL.text(Array(raw.prefix(32)))),
            "y": .string(Base64URL.text(Array(raw.suffix(32)))),
        ]
    }

    /// A signed token; members that are given replace the usual ones, null takes them away.
    func token(_ changes: [String: JSON] = [:], header: [String: JSON] = [:], key: String = "r") throws -> String {
        let now = CloudClock.system.now.seconds
        var claims: [String: JSON] = [
            "iss": .string(state.withLock { $0.issuer }), "aud": "cloud", "sub": "jane", "iat": .integer(now),
            "exp": .integer(now + 600),
        ]
        for (name, value) in changes { claims[name] = value.isNull ? nil : value }
        var head: [String: JSON] = ["alg": key == "r" ? "RS256" : "ES256", "kid": .string(key), "typ": "JWT"]
        for (name, value) in header { head[name] = value.isNull ? nil : value }
        let message = [JSON.object(head), .object(claims)].map { Base64URL.text(JSONWriter.bytes($0)) }
            .joined(separator: ".")
        let digest = SHA256.hash(data: Array(message.utf8))
        let signature =
            key == "r"
            ? Array(try rsa.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
            : Array(try ec.signature(for: digest).rawRepresentation)
        return message + "." + Base64URL.text(signature)
    }

    private func answer(_ request: Request) async -> Response {
        let body = try? await request.body.collect(upTo: 1 << 16)
        let form = Query(parsing: String(decoding: body?.readableBytesView ?? .init(), as: UTF8.self)[...])
        let authorization = request.headers[.authorization] ?? ""
        return state.withLock { state in
            state.asked[request.path, default: 0] += 1
            if !form.items.isEmpty {
                state.forms.append(Dictionary(form.items.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }))
                state.authorizations.append(authorization)
            }
            let issuer = state.issuer
            switch request.path {
            case "/.well-known/openid-configuration":
                return .json(
                    [
                        "issuer": .string(state.documentIssuer ?? issuer), "jwks_uri": .string(issuer + "/jwks"),
                        "authorization_endpoint": .string(issuer + "/authorize"),
                        "token_endpoint": .string(issuer + "/token"),
                        "userinfo_endpoint": .string(issuer + "/userinfo"),
                        "introspection_endpoint": .string(issuer + "/introspect"),
                    ] as JSON)
            case "/jwks": return .json(["keys": .array(state.keys)] as JSON)
            case "/introspect": return .json(state.introspection[form["token"] ?? ""] ?? ["active": false])
            case "/userinfo":
                guard let found = state.userinfo[String(authorization.dropFirst(7))] else {
                    return .json(.unauthorized, ["error": "invalid_token"] as JSON)
                }
                return .json(found)
            case "/token":
                guard let found = state.codes.removeValue(forKey: form["code"] ?? "") else {
                    return .json(.badRequest, ["error": "invalid_grant"] as JSON)
                }
                return .json(found)
            default: return Response(.notFound)
            }
        }
    }
}
