import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Accounts that are locked or were away too long, by whatever one signs in.
@Suite struct AccountGateTests {
    private static let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    private static let words = "The request you have made requires authentication."

    private static func settings(_ options: [String: String]) -> [String: String] {
        Dictionary(options.map { ("identity.security_compliance.\($0.key)", $0.value) }, uniquingKeysWith: { $1 })
    }

    /// Alice, with a password and a seed of passcodes, at a moment away from the edge of a half minute.
    private func alice(_ cloud: IdentityFixture, rules: JSON? = nil) async throws -> String {
        cloud.ahead.withLock { $0 = .seconds(35 - CloudClock.system.now.seconds % 30) }
        let members: JSON = ["name": "alice", "password": .string(IdentityFixture.planted)]
        let id = try await cloud.create("users", "user", members)
        let blob: JSON = ["user_id": .string(id), "type": "totp", "blob": .string(Self.seed)]
        _ = try await cloud.create("credentials", "credential", blob)
        if let rules {
            let options: JSON = ["multi_factor_auth_enabled": true, "multi_factor_auth_rules": rules]
            let change: JSON = ["user": ["options": options]]
            #expect(try await cloud.call(.patch, "/v3/users/\(id)", cloud.admin, change).status == 200)
        }
        return id
    }

    /// Signs in by a passcode, and by the password too where one is given.
    private func signIn(
        _ cloud: IdentityFixture, _ passcode: String, password: String? = nil, name: String = "alice"
    ) async throws -> IdentityFixture.Answer {
        let user: [String: JSON] = ["name": .string(name), "domain": ["id": "default"]]
        var identity: [String: JSON] = [
            "methods": ["totp"], "totp": ["user": .object(user.merging(["passcode": .string(passcode)]) { $1 })],
        ]
        if let password {
            identity["methods"] = ["password", "totp"]
            identity["password"] = ["user": .object(user.merging(["password": .string(password)]) { $1 })]
        }
        return try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": ["identity": .object(identity)]])
    }

    /// The passcode of now, after the half minutes before; none is good twice.
    private func code(_ cloud: IdentityFixture) throws -> String {
        cloud.ahead.withLock { $0 += .seconds(30) }
        let now = CloudClock.system.now + cloud.ahead.withLock { $0 }
        return Passcode.text(try #require(Base32.bytes(Self.seed)), step: Passcode.step(at: now))
    }

    @Test(arguments: TestEngine.available) func wrongPasscodesLock(_ engine: TestEngine) async throws {
        let rules = Self.settings(["lockout_failure_attempts": "3", "lockout_duration": "300"])
        try await IdentityFixture.run(engine, settings: rules) { cloud in
            let id = try await alice(cloud)
            for _ in 0..<2 { #expect(try await signIn(cloud, "000000").message == Self.words) }
            #expect(try await signIn(cloud, code(cloud)).status == 201, "two are not enough")
            for name in ["alice", "nobody"] {
                for _ in 0..<3 { #expect(try await signIn(cloud, "000000", name: name).message == Self.words) }
            }
            let locked = try await signIn(cloud, code(cloud))
            #expect(locked.status == 401 && locked.message == Self.words)
            #expect(try await cloud.signIn("alice", IdentityFixture.planted).message == Self.words)
            cloud.ahead.withLock { $0 += .seconds(300) }
            #expect(try await signIn(cloud, code(cloud)).status == 201)
            #expect(try await cloud.role.store.read { try $0.signIns(of: id) }?.failures == 0)
        }
    }

    /// Who has found out the password cannot use it to try passcodes for ever.
    @Test(arguments: TestEngine.available) func aRightPasswordForgetsNoWrongPasscode(_ engine: TestEngine) async throws
    {
        let settings = Self.settings(["lockout_failure_attempts": "3", "lockout_duration": "300"])
        try await IdentityFixture.run(engine, settings: settings) { cloud in
            _ = try await alice(cloud, rules: [["password", "totp"]])
            for _ in 0..<2 {
                #expect(try await signIn(cloud, "000000", password: IdentityFixture.planted).status == 401)
                let half = try await cloud.signIn("alice", IdentityFixture.planted)
                #expect(half.status == 401 && half.headers[ReceiptAnswer.header] != nil)
            }
            #expect(try await signIn(cloud, code(cloud), password: IdentityFixture.planted).status == 201)
            for _ in 0..<3 {
                #expect(try await signIn(cloud, "000000", password: IdentityFixture.planted).status == 401)
            }
            #expect(try await signIn(cloud, code(cloud), password: IdentityFixture.planted).message == Self.words)
            let half = try await cloud.signIn("alice", IdentityFixture.planted)
            #expect(half.status == 401 && half.headers[ReceiptAnswer.header] == nil)
        }
    }

    /// What an account has given away is of no use as soon as the account counts as disabled (Keystone's user is so
    /// disabled wherever it is looked at).
    @Test(arguments: TestEngine.available) func whoWasAwayTooLong(_ engine: TestEngine) async throws {
        var settings = Self.settings(["disable_user_account_days_inactive": "5"])
        settings["identity.token_lifetime"] = "30d"
        try await IdentityFixture.run(engine, settings: settings) { cloud in
            let (alice, bob) = (try await cloud.person("alice"), try await cloud.person("bob"))
            let members: JSON = ["name": "robot", "secret": "s"]
            let made = try await cloud.call(
                .post, "/v3/users/\(alice.user)/application_credentials", alice.token,
                ["application_credential": members])
            let shown: JSON = ["id": made["application_credential"]["id"] ?? .null, "secret": "s"]
            let identity: JSON = ["methods": ["application_credential"], "application_credential": shown]
            let trust = try await TrustTests.make(cloud, alice, bob)
            func answers() async throws -> [Int] {
                [
                    try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": ["identity": identity]]).status,
                    try await TrustTests.use(cloud, trust, "bob").status,
                    try await cloud.call(.get, "/v3/auth/projects", alice.token).status,
                ]
            }
            cloud.ahead.withLock { $0 = .seconds(4 * 86400) }
            #expect(try await answers() == [201, 201, 200])
            #expect(try await cloud.signIn("admin", IdentityFixture.password).status == 201)
            cloud.ahead.withLock { $0 = .seconds(6 * 86400) }
            #expect(try await answers() == [401, 403, 401])
            #expect(try await cloud.signIn("bob", IdentityFixture.planted).status == 201)
            let on: JSON = ["user": ["enabled": true]]
            #expect(try await cloud.call(.patch, "/v3/users/\(alice.user)", cloud.admin, on).status == 200)
            #expect(try await answers() == [201, 201, 200])
        }
    }
}
