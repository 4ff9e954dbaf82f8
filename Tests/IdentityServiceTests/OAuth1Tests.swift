import CloudCore
import CloudHTTP
import CloudJSON
import CloudSQL
import Crypto
import FoundationEssentials
import HTTPTypes
import NIOCore
import TestKit
import Testing

@testable import IdentityService

/// OAuth1 from the consumer to the token, with a client of the test's own.
@Suite struct OAuth1Tests {
    /// A consumer or token with its secret.
    typealias Key = (id: String, secret: String)

    /// A signed request; `change` may spoil its parameters after they were signed.
    static func signed(
        _ cloud: IdentityFixture, _ path: String, _ consumer: Key, _ token: Key? = nil, _ more: [String: String] = [:],
        project: String? = nil, body: JSON? = nil, change: (inout [String: String]) -> Void = { _ in }
    ) async throws -> (status: Int, headers: HTTPFields, text: String) {
        var headers = HTTPFields()
        headers[.authorization] = authorization(cloud, path, consumer, token, more, change: change)
        headers[.named("Requested-Project-Id")] = project
        var request = Request(.post, "/identity" + path, headers: headers, authority: "cloud:5000")
        if let body { request.body = .bytes(ByteBuffer(bytes: JSONWriter.bytes(body))) }
        let response = await cloud.pipeline.respond(to: request)
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return (response.status.code, response.headers, String(decoding: bytes.readableBytesView, as: UTF8.self))
    }

    /// The header that signs a POST of that path.
    static func authorization(
        _ cloud: IdentityFixture, _ path: String, _ consumer: Key, _ token: Key?, _ more: [String: String],
        change: (inout [String: String]) -> Void = { _ in }
    ) -> String {
        var parameters = [
            "oauth_consumer_key": consumer.id, "oauth_nonce": IdentifierSource.random.hex(),
            "oauth_timestamp": String((CloudClock.system.now + cloud.ahead.withLock { $0 }).seconds),
            "oauth_signature_method": "HMAC-SHA1", "oauth_version": "1.0",
        ].merging(more) { $1 }
        parameters["oauth_token"] = token?.id
        let normalized = parameters.map { "\(PercentCoding.encode($0.key))=\(PercentCoding.encode($0.value))" }
            .sorted().joined(separator: "&")
        let base =
            "POST&\(PercentCoding.encode("http://cloud:5000/identity\(path)"))&\(PercentCoding.encode(normalized))"
        let key = SymmetricKey(data: Array("\(consumer.secret)&\(token?.secret ?? "")".utf8))
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Array(base.utf8), using: key)
        parameters["oauth_signature"] = Data(code).base64EncodedString()
        change(&parameters)
        return "OAuth " + parameters.map { "\($0.key)=\"\(PercentCoding.encode($0.value))\"" }.joined(separator: ", ")
    }

    static func key(_ text: String) throws -> Key {
        let form = Query(parsing: text[...])
        guard let id = form["oauth_token"], let secret = form["oauth_token_secret"] else {
            throw Fault(500, "no token in \(text)")
        }
        return (id, secret)
    }

    static func consumer(_ cloud: IdentityFixture) async throws -> Key {
        let made = try await cloud.call(
            .post, "/v3/OS-OAUTH1/consumers", cloud.admin, ["consumer": ["description": "of a test"]])
        guard made.status == 201, let id = made["consumer"]["id"]?.string,
            let secret = made["consumer"]["secret"]?.string
        else { throw Fault(made.status, made.message) }
        return (id, secret)
    }

    static func ask(_ cloud: IdentityFixture, _ consumer: Key, _ project: String) async throws -> Key {
        let answer = try await signed(
            cloud, "/v3/OS-OAUTH1/request_token", consumer, nil, ["oauth_callback": "oob"], project: project)
        guard answer.status == 201 else { throw Fault(answer.status, answer.text) }
        return try key(answer.text)
    }

    static func agree(
        _ cloud: IdentityFixture, _ token: Key, _ role: String, _ caller: String
    ) async throws -> IdentityFixture.Answer {
        try await cloud.call(
            .put, "/v3/OS-OAUTH1/authorize/\(token.id)", caller, ["roles": [["name": .string(role)]]])
    }

    /// An access token for `admin` on the admin project, with one role.
    static func access(_ cloud: IdentityFixture, _ consumer: Key, role: String = "member") async throws -> Key {
        let asked = try await ask(cloud, consumer, cloud.outcome.adminProjectID)
        let verifier = try await agree(cloud, asked, role, cloud.admin)["token"]["oauth_verifier"]?.string ?? ""
        let answer = try await signed(
            cloud, "/v3/OS-OAUTH1/access_token", consumer, asked, ["oauth_verifier": verifier])
        guard answer.status == 201 else { throw Fault(answer.status, answer.text) }
        return try key(answer.text)
    }

    static let signIn: JSON = ["auth": ["identity": ["methods": ["oauth1"], "oauth1": [:]]]]

    @Test(arguments: TestEngine.available) func dance(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let consumer = try await Self.consumer(cloud)
            let project = cloud.outcome.adminProjectID
            let answer = try await Self.signed(
                cloud, "/v3/OS-OAUTH1/request_token", consumer, nil, ["oauth_callback": "oob"], project: project)
            #expect(answer.status == 201)
            #expect(answer.headers[.contentType] == "application/x-www-form-urlencoded")
            let asked = try Self.key(answer.text)
            #expect(Query(parsing: answer.text[...])["oauth_expires_at"].flatMap { Timestamp($0) } != nil)
            let agreed = try await Self.agree(cloud, asked, "member", cloud.admin)
            let verifier = agreed["token"]["oauth_verifier"]?.string ?? ""
            #expect(agreed.status == 200 && verifier.count == 8)
            func exchange(_ verifier: String) async throws -> (status: Int, headers: HTTPFields, text: String) {
                try await Self.signed(
                    cloud, "/v3/OS-OAUTH1/access_token", consumer, asked, ["oauth_verifier": verifier])
            }
            #expect(try await exchange("AAAAAAAA").status == 401)
            let given = try await exchange(verifier)
            #expect(given.status == 201)
            let access = try Self.key(given.text)
            // Once only.
            #expect(try await exchange(verifier).status == 404)
            let signed = try await Self.signed(cloud, "/v3/auth/tokens", consumer, access, body: Self.signIn)
            #expect(signed.status == 201)
            let token = try JSON(parsing: Array(signed.text.utf8))["token"] ?? .null
            #expect(token["methods"] == ["oauth1"] && token["project"]?["id"] == .string(project))
            #expect(token["user"]?["name"] == "admin")
            #expect(token["roles"]?.array?.compactMap { $0["name"]?.string } == ["member", "reader"])
            #expect(
                token["OS-OAUTH1"] == ["access_token_id": .string(access.id), "consumer_id": .string(consumer.id)])
            let text = signed.headers[.subjectToken] ?? ""
            // Who acts by another's leave may not hand on what it has.
            let again: JSON = ["auth": ["identity": ["methods": ["token"], "token": ["id": .string(text)]]]]
            #expect(try await cloud.call(.post, "/v3/auth/tokens", nil, again).status == 403)
            #expect(try await cloud.call(.get, "/v3/auth/projects", text).status == 200)
            let path = "/v3/users/\(cloud.outcome.adminUserID)/OS-OAUTH1/access_tokens"
            #expect(try await cloud.call(.delete, "\(path)/\(access.id)", cloud.admin).status == 204)
            #expect(try await cloud.call(.get, "/v3/auth/projects", text).status == 401)
            let late = try await Self.signed(cloud, "/v3/auth/tokens", consumer, access, body: Self.signIn)
            #expect(late.status == 401)
        }
    }

    @Test func consumers() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let path = "/v3/OS-OAUTH1/consumers"
            let person = try await cloud.person("alice")
            let made = try await cloud.call(.post, path, cloud.admin, ["consumer": ["description": "x", "more": 1]])
            #expect(made.status == 201 && made["consumer"]["secret"]?.string?.isEmpty == false)
            let id = made["consumer"]["id"]?.string ?? ""
            let shown = try await cloud.call(.get, "\(path)/\(id)", cloud.admin)["consumer"]
            #expect(shown["description"] == "x" && shown["more"] == 1 && shown["secret"] == nil)
            let listed = try await cloud.call(.get, path, cloud.admin)["consumers"].array
            #expect(listed?.count == 1 && listed?.first?["secret"] == nil)
            let changed = try await cloud.call(
                .patch, "\(path)/\(id)", cloud.admin, ["consumer": ["description": .null]])
            #expect(changed.status == 200 && changed["consumer"]["description"] == JSON.null)
            for body: JSON in [
                ["consumer": ["secret": "mine"]], ["consumer": ["id": "other"]], ["consumer": [:]], [:],
                ["consumer": ["description": 5]],
            ] {
                #expect(try await cloud.call(.patch, "\(path)/\(id)", cloud.admin, body).status == 400)
            }
            #expect(try await cloud.call(.post, path, person.token, ["consumer": [:]]).status == 403)
            #expect(try await cloud.call(.get, path, person.token).status == 403)
            #expect(try await cloud.call(.delete, "\(path)/\(id)", person.token).status == 403)
            #expect(try await cloud.call(.delete, "\(path)/\(id)", cloud.admin).status == 204)
            let gone = try await cloud.call(.get, "\(path)/\(id)", cloud.admin)
            #expect(gone.status == 404 && gone.message == "Consumer not found")
        }
    }

    @Test(arguments: TestEngine.available) func whatIsRefused(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let consumer = try await Self.consumer(cloud)
            let access = try await Self.access(cloud, consumer)
            func status(
                _ token: Key? = nil, _ more: [String: String] = [:],
                change: (inout [String: String]) -> Void = { _ in }
            ) async throws -> Int {
                try await Self.signed(
                    cloud, "/v3/auth/tokens", consumer, token ?? access, more, body: Self.signIn, change: change
                ).status
            }
            let now = CloudClock.system.now.seconds
            #expect(try await status() == 201)
            #expect(try await status((access.id, "other")) == 401)
            #expect(try await status(("other", access.secret)) == 401)
            #expect(try await status(nil, ["oauth_timestamp": String(now - 700)]) == 401)
            #expect(try await status(nil, ["oauth_timestamp": String(now + 700)]) == 401)
            #expect(try await status(nil, ["oauth_timestamp": "x"]) == 400)
            #expect(try await status(nil, ["oauth_signature_method": "PLAINTEXT"]) == 400)
            #expect(try await status(nil, ["oauth_version": "2.0"]) == 400)
            #expect(try await status(nil, ["oauth_nonce": ""]) == 400)
            #expect(try await status { $0["oauth_signature"] = "AAAA" } == 401)
            #expect(try await status { $0["oauth_nonce"] = "another" } == 401)
            // The same nonce a second time.
            let replay = ["oauth_nonce": "once", "oauth_timestamp": String(now)]
            #expect(try await status(nil, replay) == 201)
            #expect(try await status(nil, replay) == 401)
            // Nothing signed at all.
            #expect(try await cloud.call(.post, "/v3/auth/tokens", nil, Self.signIn).status == 400)
            #expect(try await cloud.call(.post, "/v3/OS-OAUTH1/request_token", nil).status == 400)
            #expect(try await cloud.call(.post, "/v3/OS-OAUTH1/access_token", nil).status == 400)
            let path = "/v3/OS-OAUTH1/request_token"
            let oob = ["oauth_callback": "oob"]
            let project = cloud.outcome.adminProjectID
            #expect(try await Self.signed(cloud, path, consumer, nil, oob).status == 400)
            #expect(try await Self.signed(cloud, path, consumer, nil, [:], project: project).status == 400)
            #expect(try await Self.signed(cloud, path, consumer, nil, oob, project: "none").status == 404)
            #expect(try await Self.signed(cloud, path, ("none", "x"), nil, oob, project: project).status == 404)
            #expect(try await Self.signed(cloud, path, (consumer.id, "x"), nil, oob, project: project).status == 401)
        }
    }

    @Test func agreementAndAccessTokens() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let consumer = try await Self.consumer(cloud)
            let alice = try await cloud.person("alice")
            let asked = try await Self.ask(cloud, consumer, cloud.outcome.adminProjectID)
            #expect(try await Self.agree(cloud, asked, "member", alice.token).status == 403)
            #expect(try await Self.agree(cloud, asked, "nothing", cloud.admin).status == 404)
            #expect(try await Self.agree(cloud, ("none", ""), "member", cloud.admin).status == 404)
            // No role of the caller's in that project.
            let elsewhere = try await Self.ask(cloud, consumer, alice.project)
            #expect(try await Self.agree(cloud, elsewhere, "member", cloud.admin).status == 401)
            let unasked = try await Self.signed(
                cloud, "/v3/OS-OAUTH1/access_token", consumer, asked, ["oauth_verifier": "AAAAAAAA"])
            #expect(unasked.status == 401)
            let access = try await Self.access(cloud, consumer, role: "reader")
            let path = "/v3/users/\(cloud.outcome.adminUserID)/OS-OAUTH1/access_tokens"
            let shown = try await cloud.call(.get, "\(path)/\(access.id)", cloud.admin)["access_token"]
            #expect(shown["consumer_id"] == .string(consumer.id) && shown["secret"] == nil)
            #expect(shown["links"]?["roles"]?.string?.hasSuffix("/\(access.id)/roles") == true)
            #expect(try await cloud.call(.get, path, cloud.admin)["access_tokens"].array?.count == 1)
            #expect(try await cloud.call(.get, path, alice.token).status == 403)
            let reader = try await cloud.roleID("reader")
            let roles = try await cloud.call(.get, "\(path)/\(access.id)/roles", cloud.admin)["roles"].array
            #expect(roles?.compactMap { $0["id"]?.string } == [reader])
            #expect(try await cloud.call(.get, "\(path)/\(access.id)/roles/\(reader)", cloud.admin).status == 200)
            #expect(try await cloud.call(.get, "\(path)/\(access.id)/roles/none", cloud.admin).status == 404)
            let other = "/v3/users/\(alice.user)/OS-OAUTH1/access_tokens/\(access.id)"
            #expect(try await cloud.call(.get, other, cloud.admin).status == 404)
            #expect(try await cloud.call(.delete, other, cloud.admin).status == 404)
            // Its end, and its consumer's.
            let late = try await Self.ask(cloud, consumer, cloud.outcome.adminProjectID)
            let verifier = try await Self.agree(cloud, late, "reader", cloud.admin)["token"]["oauth_verifier"]?.string
            let signed = try await Self.signed(cloud, "/v3/auth/tokens", consumer, access, body: Self.signIn)
            let token = signed.headers[.subjectToken]
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 200)
            cloud.ahead.withLock { $0 = .seconds(28801) }
            let expired = try await Self.signed(
                cloud, "/v3/OS-OAUTH1/access_token", consumer, late, ["oauth_verifier": verifier ?? ""])
            #expect(expired.status == 401)
            #expect(try await cloud.role.store.database.write { try $0.purgeOAuth1() } > 0)
            cloud.ahead.withLock { $0 = .zero }
            let gone = try await cloud.call(.delete, "/v3/OS-OAUTH1/consumers/\(consumer.id)", cloud.admin)
            #expect(gone.status == 204)
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
        }
    }

    /// No row holds a secret as it is; they outlive the keys that sealed them.
    @Test(arguments: TestEngine.available) func secretsAtRest(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let consumer = try await Self.consumer(cloud)
            let access = try await Self.access(cloud, consumer)
            let waiting = try await Self.ask(cloud, consumer, cloud.outcome.adminProjectID)
            let rows = try await cloud.role.store.read { try $0.oauth1Secrets(notSealedBy: "", limit: 9) }
            #expect(rows.count == 3)
            for secret in [consumer.secret, access.secret, waiting.secret] {
                #expect(rows.allSatisfy { !$0.secret.text.contains(secret) })
            }
            let vault = cloud.role.base.vault
            for _ in 0..<3 {
                try await vault.rotate()
                await #expect(throws: Fault.self) { try await vault.rotate() }
                #expect(try await vault.migrate() == 3)
            }
            let signed = try await Self.signed(cloud, "/v3/auth/tokens", consumer, access, body: Self.signIn)
            #expect(signed.status == 201)
            let verifier = try await Self.agree(cloud, waiting, "reader", cloud.admin)["token"]["oauth_verifier"]
            let given = try await Self.signed(
                cloud, "/v3/OS-OAUTH1/access_token", consumer, waiting, ["oauth_verifier": verifier?.string ?? ""])
            #expect(given.status == 201)
            // What was stored before there was a seal is sealed too.
            try await cloud.role.store.database.write { connection in
                try connection.execute(
                    "UPDATE oauth1_consumers SET secret = $1, key_fingerprint = ''", [.text(consumer.secret)])
            }
            #expect(try await vault.migrate() == 1)
            let again = try await Self.signed(cloud, "/v3/auth/tokens", consumer, access, body: Self.signIn)
            #expect(again.status == 201)
        }
    }
}
