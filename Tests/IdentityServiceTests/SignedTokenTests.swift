import CloudCore
import CloudJSON
import Crypto
import FoundationEssentials
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Tokens as signed JSON Web Tokens.
@Suite struct SignedTokenTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = "/tmp/apus-jws-\(IdentifierSource.random.hex().prefix(12))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private static let payload = TokenPayload(
        userID: "a user / ü", methods: [.password, .token, .ec2Credential], scope: .project("p"),
        issuedAt: Timestamp(microseconds: 1_795_000_000_123_456),
        expiresAt: Timestamp(microseconds: 1_795_003_600_654_321), auditID: Array(0..<16), auditChainID: Array(16..<32),
        delegation: .applicationCredential("c"))

    /// RFC 7515, appendix A.3.
    @Test func opensTheStandardsExample() throws {
        let x = try #require(Base64URL.bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"))
        let y = try #require(Base64URL.bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"))
        let key = try P256.Signing.PublicKey(x963Representation: [4] + x + y)
        let ring = JWSKeyRing(signer: .init(), verifiers: [P256.Signing.PrivateKey().publicKey, key], version: 0)
        let token =
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
            + "Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        #expect(ring.content(of: token)?["iss"] == "joe")
        #expect(ring.open(token) == nil)
    }

    @Test func payloadsSurvive() throws {
        try withFolder { folder in
            let keys = JWSKeys(folder: folder, lifetime: .seconds(3600))
            try keys.prepare()
            let ring = try keys.tokenKeys()
            var payloads = [Self.payload]
            for scope in [TokenScope.unscoped, .domain("default"), .system] {
                var other = Self.payload
                other.scope = scope
                other.auditChainID = nil
                other.delegation = nil
                payloads.append(other)
            }
            for payload in payloads { #expect(try ring.open(ring.seal(payload)) == payload) }
            for name in ["private/private.pem", "public/1.pem"] {
                let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.posixPermissions]
                #expect("\(mode ?? 0)" == "\(0o600)")
            }
        }
    }

    @Test func forgeriesStayShut() throws {
        try withFolder { folder in
            let keys = JWSKeys(folder: folder, lifetime: .seconds(3600))
            try keys.prepare()
            let ring = try keys.tokenKeys()
            let token = try ring.seal(Self.payload)
            let parts = token.split(separator: ".").map(String.init)
            let none = Base64URL.text(Array(#"{"typ":"JWT","alg":"none"}"#.utf8))
            let symmetric = Base64URL.text(Array(#"{"typ":"JWT","alg":"HS256"}"#.utf8))
            for text in [
                "\(none).\(parts[1]).", "\(none).\(parts[1]).\(parts[2])", "\(symmetric).\(parts[1]).\(parts[2])",
                "\(parts[0]).\(parts[1])", token + ".x", "", "...", String(repeating: "A", count: 5000),
                "\(parts[0]).\(parts[1]).\(Base64URL.text([UInt8](repeating: 0, count: 64)))",
            ] { #expect(ring.open(text) == nil) }
            for index in stride(from: 0, to: token.utf8.count, by: 13) {
                var letters = Array(token)
                letters[index] = letters[index] == "A" ? "B" : "A"
                #expect(ring.open(String(letters)) == nil)
            }
        }
    }

    @Test func rotationLosesNoToken() throws {
        try withFolder { folder in
            let ahead = LockedValue<Duration>(.zero)
            let clock = CloudClock { CloudClock.system.now + ahead.withLock { $0 } }
            let keys = JWSKeys(folder: folder, lifetime: .seconds(3600), clock: clock)
            try keys.prepare()
            try keys.prepare()
            let other = JWSKeys(folder: folder, lifetime: .seconds(3600))
            let old = try other.tokenKeys().seal(Self.payload)
            for _ in 0..<3 { try keys.rotate() }
            #expect(try other.tokenKeys().open(old) == Self.payload)
            let new = try keys.tokenKeys().seal(Self.payload)
            #expect(try other.tokenKeys().open(new) == Self.payload)
            // Another cluster's key is used and kept.
            let foreign = P256.Signing.PrivateKey()
            try KeyFolder(path: folder + "/public").create("elsewhere.pem", foreign.publicKey.pemRepresentation)
            let theirs = try JWSKeyRing(signer: foreign, verifiers: [], version: 0).seal(Self.payload)
            #expect(try keys.tokenKeys().open(theirs) == Self.payload)
            ahead.withLock { $0 = .seconds(7200) }
            try keys.rotate()
            #expect(try other.tokenKeys().open(old) == nil)
            #expect(try other.tokenKeys().open(new) == Self.payload)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/public")
            #expect(Set(names) == ["4.pem", "5.pem", "elsewhere.pem"])
        }
    }

    /// Killed between the public key and the private one, hours before it is begun anew.
    @Test func aKilledRotationCostsNoToken() throws {
        try withFolder { folder in
            let ahead = LockedValue<Duration>(.zero)
            let clock = CloudClock { CloudClock.system.now + ahead.withLock { $0 } }
            let keys = JWSKeys(folder: folder, lifetime: .seconds(3600), clock: clock)
            try keys.prepare()
            let lost = P256.Signing.PrivateKey().publicKey.pemRepresentation
            try KeyFolder(path: folder + "/public").create("2.pem", lost)
            ahead.withLock { $0 = .seconds(7200) }
            let token = try keys.tokenKeys().seal(Self.payload)
            try keys.rotate()
            #expect(try keys.tokenKeys().open(token) == Self.payload)
            let published = KeyFolder(path: folder + "/public")
            #expect(try published.numbers(suffix: ".pem").sorted() == [1, 2])
            #expect(try published.content(of: "2.pem") != lost)
        }
    }

    @Test(arguments: TestEngine.available) func signIn(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine, settings: ["identity.token_provider": "jws"]) { cloud in
            #expect(cloud.admin.split(separator: ".").count == 3)
            let person = try await cloud.person("alice")
            let path = "/v3/auth/tokens"
            let seen = try await cloud.call(.get, path, cloud.admin, subject: person.token)
            #expect(seen["token"]["project"]?["id"] == .string(person.project))
            try cloud.role.base.keys.rotate()
            #expect(try await cloud.call(.get, path, cloud.admin, subject: person.token).status == 200)
            #expect(try await cloud.call(.delete, path, person.token, subject: person.token).status == 204)
            #expect(try await cloud.call(.get, path, cloud.admin, subject: person.token).status == 404)
        }
    }

    @Test func unknownProvidersAreRefused() async throws {
        await #expect(throws: (any Error).self) {
            try await IdentityFixture.run(.sqlite, settings: ["identity.token_provider": "pki"]) { _ in }
        }
    }
}
