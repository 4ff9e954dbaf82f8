import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import FoundationEssentials
import HTTPTypes
import NIOCore
import TestKit
import Testing

@testable import IdentityService

/// OAuth2's client credentials: by secret, and by certificate behind a trusted proxy.
@Suite struct OAuth2Tests {
    static let proxy = "10.1.2.3"
    static let settings = [
        "api.trusted_proxies": "10.9.9.9, \(proxy)", "identity.oauth2_certificate_issuers": "Our Authority",
        "identity.remote_user_header": "X-Remote-User", "identity.remote_domain_header": "X-Remote-Domain",
    ]

    /// A request with a form, as from that address.
    static func send(
        _ cloud: IdentityFixture, _ method: HTTPRequest.Method = .post, _ path: String = "/v3/OS-OAUTH2/token",
        _ form: String = "", _ headers: [String: String] = [:], from address: String? = nil, body: JSON? = nil
    ) async throws -> IdentityFixture.Answer {
        var fields = HTTPFields()
        if body == nil { fields[.contentType] = "application/x-www-form-urlencoded" }
        for (name, value) in headers { fields[.named(name)] = value }
        let bytes = body.map { JSONWriter.bytes($0) } ?? Array(form.utf8)
        let request = Request(
            method, "/identity" + path, headers: fields, body: .bytes(ByteBuffer(bytes: bytes)),
            authority: "cloud:5000", remoteAddress: address)
        let response = await cloud.pipeline.respond(to: request)
        let answer = Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        return IdentityFixture.Answer(
            status: response.status.code, body: answer.isEmpty ? .null : try JSON(parsing: answer),
            headers: response.headers)
    }

    static func basic(_ id: String, _ secret: String) -> [String: String] {
        ["Authorization": "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString()]
    }

    @Test(arguments: TestEngine.available) func clientCredentials(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let path = "/v3/users/\(alice.user)/application_credentials"
            let made = try await cloud.call(
                .post, path, alice.token, ["application_credential": ["name": "ci", "roles": [["name": "reader"]]]])
            let id = made["application_credential"]["id"]?.string ?? ""
            let secret = made["application_credential"]["secret"]?.string ?? ""
            let grant = "grant_type=client_credentials"
            let header = try await Self.send(cloud, .post, "/v3/OS-OAUTH2/token", grant, Self.basic(id, secret))
            #expect(header.status == 200 && header["token_type"] == "Bearer")
            #expect((3590...3600).contains(header["expires_in"].integer ?? 0))
            #expect(header.headers[.cacheControl] == "no-store")
            let form = try await Self.send(
                cloud, .post, "/v3/OS-OAUTH2/token", "\(grant)&client_id=\(id)&client_secret=\(secret)")
            #expect(form.status == 200)
            let token = header["access_token"].string ?? ""
            for scheme in ["Bearer", "bearer"] {
                let seen = try await Self.send(
                    cloud, .get, "/v3/auth/projects", "", ["Authorization": "\(scheme) \(token)"])
                #expect(seen.status == 200 && seen["projects"].array?.first?["name"] == "alice")
            }
            for value in ["Bearer", "Bearer ", "Bearer x", "Basic \(token)", token] {
                let seen = try await Self.send(cloud, .get, "/v3/auth/projects", "", ["Authorization": value])
                #expect(seen.status == 401)
            }
            #expect(try await cloud.call(.delete, "\(path)/\(id)", alice.token).status == 204)
            let late = try await Self.send(
                cloud, .get, "/v3/auth/projects", "", ["Authorization": "Bearer \(token)"])
            #expect(late.status == 401)
        }
    }

    @Test func faults() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let grant = "grant_type=client_credentials"
            let cases: [(String, [String: String], Int, JSON)] = [
                ("", [:], 400, "invalid_request"), ("grant_type=password", [:], 400, "unsupported_grant_type"),
                (grant, [:], 401, "invalid_client"), (grant + "&client_id=x", [:], 401, "invalid_client"),
                (grant, Self.basic("nobody", "wrong"), 401, "invalid_client"),
                (grant, ["Authorization": "Basic %%%"], 401, "invalid_client"),
                (grant + "&client_id=%00&client_secret=%FF", [:], 400, "invalid_request"),
                (
                    grant + "&client_id=x&client_secret=" + String(repeating: "y", count: 5000), [:], 401,
                    "invalid_client"
                ),
            ]
            for (form, headers, status, error) in cases {
                let answer = try await Self.send(cloud, .post, "/v3/OS-OAUTH2/token", form, headers)
                #expect(answer.status == status && answer["error"] == error, "\(form.prefix(60)) \(answer.body)")
                #expect(answer["error_description"].string?.isEmpty == false)
                let challenge = answer.headers[.wwwAuthenticate]
                #expect(challenge == (status == 401 ? "Keystone uri=\"http://cloud:5000/identity/v3\"" : nil))
            }
            for method: HTTPRequest.Method in [.get, .put, .patch, .delete] {
                let answer = try await Self.send(cloud, method)
                #expect(answer.status == 405 && answer["error"] == "other_error")
            }
        }
    }

    /// What the parser reads of a certificate; nothing of it is signed.
    private static func certificate(_ subject: [(String, String)], issuer: String = "Our Authority") -> [UInt8] {
        func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
            let count = content.count
            let length: [UInt8] =
                count < 128
                ? [UInt8(count)] : [0x82, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
            return [tag] + length + content
        }
        let words: [String: [UInt8]] = [
            "CN": [0x55, 0x04, 0x03], "O": [0x55, 0x04, 0x0A],
            "UID": [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x01],
            "DC": [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19],
        ]
        func name(_ parts: [(String, String)]) -> [UInt8] {
            der(
                0x30,
                parts.flatMap { word, text in
                    der(0x31, der(0x30, der(0x06, words[word] ?? []) + der(0x0C, Array(text.utf8))))
                })
        }
        let body =
            der(0xA0, [2, 1, 2]) + der(0x02, [1]) + der(0x30, []) + name([("CN", issuer)]) + der(0x30, [])
            + name(subject)
        return der(0x30, der(0x30, body))
    }

    @Test func boundToACertificate() async throws {
        try await IdentityFixture.run(.sqlite, settings: Self.settings) { cloud in
            let alice = try await cloud.person("alice")
            let path = "/v3/users/\(alice.user)"
            let change: JSON = ["user": ["default_project_id": .string(alice.project)]]
            #expect(try await cloud.call(.patch, path, cloud.admin, change).status == 200)
            let subject = [("CN", "alice"), ("UID", alice.user), ("O", "Default"), ("DC", "default")]
            let grant = "grant_type=client_credentials&client_id=\(alice.user)"
            func header(_ certificate: [UInt8]) -> [String: String] {
                ["Client-Cert": ":\(Data(certificate).base64EncodedString()):"]
            }
            func ask(_ certificate: [UInt8], from address: String? = Self.proxy) async throws -> Int {
                try await Self.send(cloud, .post, "/v3/OS-OAUTH2/token", grant, header(certificate), from: address)
                    .status
            }
            let right = Self.certificate(subject)
            #expect(try await ask(right, from: "10.7.7.7") == 401)
            #expect(try await ask(right, from: nil) == 401)
            #expect(try await ask(Self.certificate(subject, issuer: "Another")) == 401)
            #expect(try await ask(Self.certificate(Array(subject.dropFirst()))) == 401)
            #expect(try await ask(Self.certificate(subject.dropLast() + [("DC", "other")])) == 401)
            #expect(try await ask(Self.certificate(subject + [("CN", "alice")])) == 401)
            #expect(try await ask([0x30, 0x84, 1, 2]) == 401)
            let issued = try await Self.send(
                cloud, .post, "/v3/OS-OAUTH2/token", grant, header(right), from: Self.proxy)
            #expect(issued.status == 200)
            let token = issued["access_token"].string ?? ""
            let seen = try await cloud.call(.get, "/v3/auth/tokens", cloud.admin, subject: token)["token"]
            #expect(seen["methods"] == ["oauth2_credential"] && seen["user"]?["name"] == "alice")
            #expect(seen["oauth2_credential"] == ["x5t#S256": .string(TrustedProxies.thumbprint(right))])
            // Good only with the certificate, from the proxy, or in the hands of a service.
            func use(_ more: [String: String], from address: String? = Self.proxy) async throws -> Int {
                let headers = more.merging(["Authorization": "Bearer \(token)"]) { $1 }
                return try await Self.send(cloud, .get, "/v3/auth/projects", "", headers, from: address).status
            }
            #expect(try await use(header(right)) == 200)
            #expect(try await use([:]) == 401)
            #expect(try await use(header(right), from: "10.7.7.7") == 401)
            #expect(try await use(header(Self.certificate(subject, issuer: "Another"))) == 401)
            #expect(try await use(["X-Service-Token": alice.token]) == 401)
            let service = try await cloud.token(
                "compute", "compute-secret", scope: ["project": ["name": "service", "domain": ["id": "default"]]])
            #expect(try await use(["X-Service-Token": service]) == 200)
            // Nor is it a way round the certificate, or round a second factor.
            let unbound = try await Self.send(
                cloud, .post, "\(path)/application_credentials", "",
                header(right).merging(["Authorization": "Bearer \(token)"]) { $1 }, from: Self.proxy,
                body: ["application_credential": ["name": "free"]])
            #expect(unbound.status == 403)
            let rules: JSON = ["user": ["options": ["multi_factor_auth_rules": [["password", "token"]]]]]
            #expect(try await cloud.call(.patch, path, cloud.admin, rules).status == 200)
            #expect(try await ask(right) == 401)
        }
    }

    @Test func namesInACertificate() {
        let text = """
            MIICODCCAd+gAwIBAgIUOkYy41MvnqXzkV41MVtAgiPNYTwwCgYIKoZIzj0EAwIwcjEXMBUGCgmSJomT8ixkARkWB2RlZmF1bHQx\
            EDAOBgNVBAoMB0RlZmF1bHQxFjAUBgoJkiaJk/IsZAEBDAZhYmMxMjMxDzANBgNVBAMMBsOkbGljZTEcMBoGCSqGSIb3DQEJARYN\
            YUBleGFtcGxlLm9yZzAeFw0yNjExMjExNDQ5MDNaFw0zNjExMTgxNDQ5MDNaMHIxFzAVBgoJkiaJk/IsZAEZFgdkZWZhdWx0MRAw\
            DgYDVQQKDAdEZWZhdWx0MRYwFAYKCZImiZPyLGQBAQwGYWJjMTIzMQ8wDQYDVQQDDAbDpGxpY2UxHDAaBgkqhkiG9w0BCQEWDWFA\
            ZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAReA2pCzPckK2K7TGj1yvLRJglWr7FU95gLhJ9ZXSwWFTNF+Rwk\
            SzpyPUqzkw+qqgifXN2Bvgab2WqoHw37rG5no1MwUTAdBgNVHQ4EFgQUlB0oh2RCQtrTIF3fC/WYZkgipLcwHwYDVR0jBBgwFoAU\
            lB0oh2RCQtrTIF3fC/WYZkgipLcwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBe6xvkAxU/aI5i3hdgprymY9EM\
            Z+wuAxjGOAPj12BpzQIgb2Y9ibmOzbrQzvMXqNwmNMkyO78r+1Hp9ycEK4Ece2w=
            """
        let names = [
            "CN": "älice", "O": "Default", "UID": "abc123", "DC": "default", "EMAILADDRESS": "a@example.org",
        ]
        let proxies = TrustedProxies(addresses: ["::1"], certificateHeader: "X-Cert")
        let pem = "-----BEGIN CERTIFICATE-----\n\(text)\n-----END CERTIFICATE-----\n"
        for value in [":\(text):", text, PercentCoding.encode(pem), pem.replacing("\n", with: " ")] {
            let request = Request(.get, "/", headers: [.named("X-Cert"): value], remoteAddress: "::1")
            let certificate = proxies.certificate(in: request)
            #expect(certificate.flatMap { CertificateNames(der: $0) }?.subject == names)
            #expect(certificate.flatMap { CertificateNames(der: $0) }?.issuer == names)
            #expect(proxies.thumbprint(in: request) == "HvCl3rhTGTPfS-R52cL4p6f0qUp1SQ8x-xe6AJ2WDO0=")
            #expect(TrustedProxies.none.certificate(in: request) == nil)
        }
        let whole = Data(base64Encoded: text).map { Array($0) } ?? []
        for count in 0..<whole.count { #expect(CertificateNames(der: Array(whole.prefix(count))) == nil) }
    }

    @Test func whomAProxyVouchesFor() async throws {
        try await IdentityFixture.run(.sqlite, settings: Self.settings) { cloud in
            let alice = try await cloud.person("alice")
            let other = try await cloud.create("domains", "domain", ["name": "elsewhere"])
            _ = try await cloud.create("users", "user", ["name": "alice", "domain_id": .string(other)])
            func ask(
                _ headers: [String: String], methods: [JSON] = [], from address: String? = Self.proxy
            ) async throws -> IdentityFixture.Answer {
                let body: JSON = ["auth": ["identity": ["methods": .array(methods)]]]
                return try await Self.send(cloud, .post, "/v3/auth/tokens", "", headers, from: address, body: body)
            }
            for methods: [JSON] in [[], ["external"]] {
                let signed = try await ask(["X-Remote-User": "alice"], methods: methods)
                #expect(signed.status == 201 && signed["token"]["methods"] == ["external"])
                #expect(signed["token"]["user"]?["id"] == .string(alice.user))
            }
            let there = try await ask(["X-Remote-User": "alice", "X-Remote-Domain": "elsewhere"])
            #expect(there["token"]["user"]?["domain"]?["name"] == "elsewhere")
            #expect(try await ask(["X-Remote-User": "nobody"]).status == 401)
            #expect(try await ask(["X-Remote-User": "alice"], from: "10.7.7.7").status == 401)
            #expect(try await ask(["X-Remote-User": "alice"], methods: ["external"], from: nil).status == 401)
            #expect(try await ask([:]).status == 401)
        }
        // Off unless it is asked for.
        try await IdentityFixture.run(.sqlite) { cloud in
            let body: JSON = ["auth": ["identity": ["methods": ["external"], "external": [:]]]]
            let answer = try await Self.send(
                cloud, .post, "/v3/auth/tokens", "", ["X-Remote-User": "admin"], from: Self.proxy, body: body)
            #expect(answer.status == 401)
        }
    }
}
