import CloudCore
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

@Suite struct PasscodeTests {
    private static let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    /// RFC 6238, appendix B: the last six digits.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
        (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func vectors(_ second: Int64, _ expected: String) throws {
        let secret = try #require(Base32.bytes(Self.seed))
        #expect(secret == Array("12345678901234567890".utf8))
        #expect(Passcode.text(secret, step: Passcode.step(at: Timestamp(seconds: second))) == expected)
    }

    @Test func base32() {
        #expect(Base32.bytes("MZXW6YTB") == Array("fooba".utf8) && Base32.bytes("mzxw6===") == Array("foo".utf8))
        for text in ["", "1", "a b", "ü", "MZXW6=A"] { #expect(Base32.bytes(text) == nil) }
    }

    @Test(arguments: TestEngine.available) func signIn(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let blob: JSON = ["user_id": .string(alice.user), "type": "totp", "blob": .string(Self.seed)]
            _ = try await cloud.create("credentials", "credential", blob)
            let secret = try #require(Base32.bytes(Self.seed))
            func code(_ stepsBack: Int64 = 0) -> String {
                let now = CloudClock.system.now + cloud.ahead.withLock { $0 }
                return Passcode.text(secret, step: Passcode.step(at: now) - stepsBack)
            }
            func signIn(_ user: JSON, _ passcode: String) async throws -> IdentityFixture.Answer {
                var members = user.object ?? [:]
                members["passcode"] = .string(passcode)
                let auth: JSON = [
                    "identity": ["methods": ["totp"], "totp": ["user": .object(members)]],
                    "scope": ["project": ["id": .string(alice.project)]],
                ]
                return try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": auth])
            }
            let byName: JSON = ["name": "alice", "domain": ["id": "default"]]
            // Away from the edge of a half minute, so that the test's clock and the service's agree.
            let rest = (CloudClock.system.now.seconds) % 30
            cloud.ahead.withLock { $0 = .seconds(30 - rest + 5) }
            let first = code()
            let answer = try await signIn(byName, first)
            #expect(answer.status == 201 && answer["token"]["methods"] == ["totp"])
            #expect(try await signIn(byName, first).status == 401, "used twice")
            cloud.ahead.withLock { $0 += .seconds(60) }
            #expect(try await signIn(byName, code(2)).status == 401, "too old")
            #expect(try await signIn(["id": .string(alice.user)], code(1)).status == 201, "the one before")
            #expect(try await signIn(byName, code()).status == 201)
            cloud.ahead.withLock { $0 += .seconds(60) }
            for wrong in ["", "000", "0000000", "abcdef", "ü"] {
                #expect(try await signIn(byName, wrong).status == 401)
            }
            #expect(try await signIn(["id": "nobody"], code()).status == 401)
            #expect(try await signIn(["name": "alice"], code()).status == 400)
            let words = try await signIn(["id": "nobody"], code()).message
            #expect(words == "The request you have made requires authentication.")
            _ = try await cloud.call(.patch, "/v3/users/\(alice.user)", cloud.admin, ["user": ["enabled": false]])
            #expect(try await signIn(byName, code()).status == 401)
        }
    }
}
